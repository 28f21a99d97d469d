package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import java.util.Optional;
import slipway.proto.Attempt;
import slipway.proto.BuildDetails;
import slipway.proto.GetBuildRequest;
import slipway.webui.farm.FarmClient;
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
            "details", details,
            "attemptId", attempt,
            "attempt", attemptOf(details, attempt),
            "log", window,
            "marked", Params.number(ctx, "at", -1)),
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

  private static Optional<Attempt> attemptOf(BuildDetails details, long attempt) {
    return details.getAttemptsList().stream().filter(one -> one.getId() == attempt).findFirst();
  }
}
