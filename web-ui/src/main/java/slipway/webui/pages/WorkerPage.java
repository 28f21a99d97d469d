package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListWorkersRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Refused;

/// `/worker/NAME`: one worker, what it builds and what it has built lately.
public record WorkerPage(FarmClient farm, Renderer renderer) implements Handler {

  private static final int BUILDS = 50;

  @Override
  public void handle(Context ctx) {
    var name = ctx.pathParam("name");
    var everyone = ListWorkersRequest.getDefaultInstance();
    var worker =
        farm.read(stub -> stub.listWorkers(everyone)).getWorkersList().stream()
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> new Refused(404, "No worker named " + name + " has reported."));
    var request = ListBuildsRequest.newBuilder().setWorker(name).setLimit(BUILDS).build();
    var builds = farm.read(stub -> stub.listBuilds(request)).getBuildsList();
    renderer.showLive(
        ctx, "worker.jte", name, Map.of("worker", worker, "builds", builds), "workers=1");
  }
}
