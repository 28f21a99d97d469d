package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import java.util.Optional;
import slipway.proto.Attempt;
import slipway.proto.BuildDetails;
import slipway.proto.Cause;
import slipway.proto.GetBuildRequest;
import slipway.proto.GetLogErrorsRequest;
import slipway.proto.LogErrors;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.FarmException;
import slipway.webui.http.Params;
import slipway.webui.http.Refused;
import slipway.webui.logs.LogReader;
import slipway.webui.logs.LogWindow;

/// `/build/ID`: one build with the log of one of its attempts.
///
/// `?attempt=ID` chooses another than the last attempt; `?at=OFFSET` shows the log around that
/// byte, `?before=OFFSET` what ends there.
public record BuildPage(FarmClient farm, LogReader logs, Renderer renderer) implements Handler {

  @Override
  public void handle(Context ctx) {
    var request = GetBuildRequest.newBuilder().setBuild(Params.id(ctx, "build")).build();
    var details = farm.read(stub -> stub.getBuild(request));
    var build = details.getBuild();
    long attempt = Params.number(ctx, "attempt", build.getAttempt());
    var window = attempt == 0 ? Optional.<LogWindow>empty() : window(ctx, details, attempt);
    renderer.showLive(
        ctx,
        "build.jte",
        build.getPackage() + " " + build.getVersion() + " on " + Show.target(build.getTarget()),
        Map.of(
            "details",
            details,
            "attemptId",
            attempt,
            "attempt",
            attemptOf(details, attempt),
            "log",
            window,
            "errors",
            errors(details, attempt),
            "marked",
            Params.number(ctx, "at", -1)),
        "build=" + build.getId());
  }

  private Optional<LogWindow> window(Context ctx, BuildDetails details, long attempt) {
    if (details.getBuild().getAttempt() != attempt && attemptOf(details, attempt).isEmpty()) {
      throw new Refused(
          404, "Build " + details.getBuild().getId() + " has no attempt " + attempt + ".");
    }
    long at = Params.number(ctx, "at", -1);
    long before = Params.number(ctx, "before", -1);
    if (at >= 0) {
      return logs.around(attempt, at);
    }
    return before >= 0 ? logs.before(attempt, before) : logs.tail(attempt);
  }

  /// What went wrong in the log of an attempt that failed by itself.
  private Optional<LogErrors> errors(BuildDetails details, long attempt) {
    boolean failed =
        attemptOf(details, attempt)
            .filter(one -> one.hasEnded() && one.getCause() != Cause.SUCCEEDED)
            .isPresent();
    if (!failed) {
      return Optional.empty();
    }
    try {
      var request = GetLogErrorsRequest.newBuilder().setAttempt(attempt).build();
      return Optional.of(farm.read(stub -> stub.getLogErrors(request)))
          .filter(errors -> errors.getErrorCount() > 0);
    } catch (FarmException failure) {
      if (failure.reason() == FarmException.Reason.UNKNOWN) {
        return Optional.empty(); // it has printed nothing
      }
      throw failure;
    }
  }

  private static Optional<Attempt> attemptOf(BuildDetails details, long attempt) {
    return details.getAttemptsList().stream().filter(one -> one.getId() == attempt).findFirst();
  }
}
