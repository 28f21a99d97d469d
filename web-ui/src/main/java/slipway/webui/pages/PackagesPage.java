package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.SearchPackagesRequest;
import slipway.proto.SearchPackagesResponse;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.FarmException;
import slipway.webui.http.Params;

/// `/packages`: finds what is published, and who owns a file.
public record PackagesPage(FarmClient farm, Renderer renderer) implements Handler {
  private static final int LIMIT = 200;

  @Override
  public void handle(Context ctx) {
    var request = request(ctx, LIMIT);
    var found = SearchPackagesResponse.getDefaultInstance();
    var problem = "";
    try {
      found = farm.read(stub -> stub.searchPackages(request));
    } catch (FarmException failure) {
      if (failure.reason() != FarmException.Reason.WRONG_REQUEST) {
        throw failure;
      }
      problem = String.valueOf(failure.getMessage());
      ctx.status(400);
    }
    renderer.show(
        ctx,
        "packages.jte",
        "Packages",
        Map.of("request", request, "found", found, "problem", problem));
  }

  /// What the parameters of an address ask for.
  public static SearchPackagesRequest request(Context ctx, int limit) {
    return SearchPackagesRequest.newBuilder()
        .setText(Params.text(ctx, "q"))
        .setArchitecture(Params.text(ctx, "arch"))
        .setFile(Params.text(ctx, "file"))
        .setLimit(limit)
        .build();
  }
}
