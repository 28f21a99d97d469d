package slipway.webui.pages;

import com.google.protobuf.Timestamp;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import slipway.proto.Cause;
import slipway.proto.LogHit;
import slipway.proto.Phase;
import slipway.proto.SearchLogsRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.FarmException;
import slipway.webui.http.Params;

/// `/search`: lines of all logs that were ever written.
public record SearchPage(FarmClient farm, Renderer renderer) implements Handler {

  private static final int LIMIT = 100;
  private static final int CONTEXT_MAX = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public void handle(Context ctx) throws InterruptedException {
    var request = request(ctx, LIMIT);
    List<LogHit> hits = List.of();
    var problem = "";
    if (!request.getText().isEmpty()) {
      try {
        hits = search(farm, request);
      } catch (FarmException failure) {
        if (failure.reason() != FarmException.Reason.WRONG_REQUEST) {
          throw failure;
        }
        problem = String.valueOf(failure.getMessage());
        ctx.status(400);
      }
    }
    renderer.show(
        ctx,
        "search.jte",
        "Search logs",
        Map.of(
            "request",
            request,
            "target",
            Params.text(ctx, "target"),
            "since",
            Params.text(ctx, "since"),
            "until",
            Params.text(ctx, "until"),
            "hits",
            hits,
            "problem",
            problem));
  }

  /// What the parameters of an address ask for.
  public static SearchLogsRequest request(Context ctx, int limit) {
    var request =
        SearchLogsRequest.newBuilder()
            .setText(Params.text(ctx, "text"))
            .setRegex(Params.flag(ctx, "regex"))
            .setIgnoreCase(Params.flag(ctx, "ignore-case"))
            .setContextLines((int) Math.min(CONTEXT_MAX, Params.number(ctx, "context", 0)))
            .setWorker(Params.text(ctx, "worker"))
            .setPackage(Params.text(ctx, "package"))
            .setLimit(limit);
    Params.target(ctx).ifPresent(request::setTarget);
    Params.choice(ctx, "cause", Cause.class).ifPresent(request::addCauses);
    Params.choice(ctx, "phase", Phase.class).ifPresent(request::setPhase);
    Params.day(ctx, "since").ifPresent(day -> request.setSince(at(day)));
    Params.day(ctx, "until").ifPresent(day -> request.setUntil(at(day.plusDays(1))));
    return request.build();
  }

  private static Timestamp at(LocalDate day) {
    return Timestamp.newBuilder()
        .setSeconds(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond())
        .build();
  }

  /// The lines that fit, at most as many as the request allows.
  public static List<LogHit> search(FarmClient farm, SearchLogsRequest request)
      throws InterruptedException {
    var hits = new ArrayList<LogHit>();
    try (var stream = farm.search(stub -> stub.searchLogs(request))) {
      while (!stream.ended() && hits.size() < request.getLimit()) {
        stream.next(PATIENCE).ifPresent(hits::add);
      }
    }
    return hits;
  }
}
