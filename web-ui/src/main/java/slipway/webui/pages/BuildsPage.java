package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListBuildsResponse;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Params;

/// `/builds`: builds, newest first, narrowed down by `?package=`, `?target=`, `?state=`, `?push=`
/// and `?worker=`; `?before=ID` goes on from there.
public record BuildsPage(FarmClient farm, Renderer renderer) implements Handler {

  private static final int LIMIT = 100;

  @Override
  public void handle(Context ctx) {
    var request = request(ctx, LIMIT);
    var response = farm.read(stub -> stub.listBuilds(request));
    renderer.show(
        ctx,
        "builds.jte",
        "Builds",
        Map.of(
            "request",
            request,
            "builds",
            response.getBuildsList(),
            "nextPage",
            response.getMore() ? nextPage(ctx, request, lastId(response)) : ""));
  }

  /// What the parameters of an address ask for.
  public static ListBuildsRequest request(Context ctx, int limit) {
    var request =
        ListBuildsRequest.newBuilder()
            .setPackage(Params.text(ctx, "package"))
            .addAllStates(Params.states(ctx))
            .setPush(Params.number(ctx, "push", 0))
            .setWorker(Params.text(ctx, "worker"))
            .setBeforeId(Params.number(ctx, "before", 0))
            .setLimit(limit);
    Params.target(ctx).ifPresent(request::setTarget);
    return request.build();
  }

  private static long lastId(ListBuildsResponse response) {
    return response.getBuilds(response.getBuildsCount() - 1).getId();
  }

  private static String nextPage(Context ctx, ListBuildsRequest request, long lastId) {
    var address = new StringBuilder("/builds?before=").append(lastId);
    if (request.getPush() > 0) {
      address.append("&push=").append(request.getPush());
    }
    for (String name : new String[] {"package", "target", "worker"}) {
      var value = Params.text(ctx, name);
      if (!value.isEmpty()) {
        address.append('&').append(name).append('=').append(Show.inAddress(value));
      }
    }
    request.getStatesList().forEach(state -> address.append("&state=").append(Show.slug(state)));
    return address.toString();
  }
}
