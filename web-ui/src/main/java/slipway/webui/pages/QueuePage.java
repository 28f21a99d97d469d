package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.ListArrangementsRequest;
import slipway.proto.ListQueueRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Params;

/// `/queue`: what will start next, in order, and why it has not yet. `?blocked=1` shows those too
/// that wait for dependencies; `?target=` narrows down.
public record QueuePage(FarmClient farm, Renderer renderer) implements Handler {

  private static final int LIMIT = 200;

  @Override
  public void handle(Context ctx) {
    boolean blocked = Params.flag(ctx, "blocked");
    var request = ListQueueRequest.newBuilder().setLimit(LIMIT).setWithBlocked(blocked);
    Params.target(ctx).ifPresent(request::setTarget);
    var queue = farm.read(stub -> stub.listQueue(request.build()));
    renderer.showLive(
        ctx,
        "queue.jte",
        "Queue",
        Map.of(
            "queue",
            queue,
            "arrangements",
            farm.read(stub -> stub.listArrangements(ListArrangementsRequest.getDefaultInstance())),
            "blocked",
            blocked,
            "target",
            Params.text(ctx, "target")),
        "");
  }
}
