package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.ListProblemsRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Params;

/// `/problems`: what a person should mend, before or after anything is built.
public record ProblemsPage(FarmClient farm, Renderer renderer) implements Handler {

  @Override
  public void handle(Context ctx) {
    var request = ListProblemsRequest.newBuilder().setPackage(Params.text(ctx, "package")).build();
    var problems = farm.read(stub -> stub.listProblems(request)).getProblemsList();
    renderer.showLive(ctx, "problems.jte", "Problems", Map.of("problems", problems), "");
  }
}
