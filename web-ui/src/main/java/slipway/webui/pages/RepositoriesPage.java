package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.ListRepositoriesRequest;
import slipway.webui.farm.FarmClient;

/// `/repositories`: what is published, what is held back and why, and how fresh the mirrors are.
///
/// @param served whether this web UI serves the repository below `/repo/`
public record RepositoriesPage(FarmClient farm, Renderer renderer, boolean served)
    implements Handler {

  @Override
  public void handle(Context ctx) {
    var request = ListRepositoriesRequest.getDefaultInstance();
    var repositories = farm.read(stub -> stub.listRepositories(request));
    renderer.showLive(
        ctx,
        "repositories.jte",
        "Repositories",
        Map.of("repositories", repositories, "served", served, "host", ctx.host()),
        "");
  }
}
