package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.ListArrangementsRequest;
import slipway.proto.ListWorkersRequest;
import slipway.webui.farm.FarmClient;

/// `/workers`: who builds, with what room, and who does not.
public record WorkersPage(FarmClient farm, Renderer renderer) implements Handler {

  @Override
  public void handle(Context ctx) {
    var request = ListWorkersRequest.getDefaultInstance();
    var answer = farm.read(stub -> stub.listWorkers(request));
    renderer.showLive(
        ctx,
        "workers.jte",
        "Workers",
        Map.of(
            "workers",
            answer.getWorkersList(),
            "idleSlotSeconds",
            answer.getIdleSlotSeconds(),
            "arrangements",
            farm.read(stub -> stub.listArrangements(ListArrangementsRequest.getDefaultInstance()))),
        "workers=1");
  }
}
