package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.GetPackageRequest;
import slipway.webui.farm.FarmClient;

/// `/package/NAME`: one package across all targets, with its history.
public record PackagePage(FarmClient farm, Renderer renderer) implements Handler {

  @Override
  public void handle(Context ctx) {
    var name = ctx.pathParam("name");
    var request = GetPackageRequest.newBuilder().setPackage(name).build();
    var details = farm.read(stub -> stub.getPackage(request));
    renderer.showLive(
        ctx, "package.jte", name, Map.of("details", details), "package=" + Show.inAddress(name));
  }
}
