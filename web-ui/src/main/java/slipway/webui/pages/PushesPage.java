package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.ListPushesRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Params;

/// `/pushes`: all pushes, newest first; `?before=ID` goes on from there.
public record PushesPage(FarmClient farm, Renderer renderer) implements Handler {

  private static final int LIMIT = 50;

  @Override
  public void handle(Context ctx) {
    var request =
        ListPushesRequest.newBuilder()
            .setBeforeId(Params.number(ctx, "before", 0))
            .setLimit(LIMIT)
            .build();
    var response = farm.read(stub -> stub.listPushes(request));
    var pushes = response.getPushesList();
    renderer.show(
        ctx,
        "pushes.jte",
        "Pushes",
        Map.of(
            "pushes",
            pushes,
            "nextPage",
            response.getMore() ? "/pushes?before=" + pushes.getLast().getId() : ""));
  }
}
