package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.proto.GetPublishedRequest;
import slipway.webui.farm.FarmClient;

/// `/packages/{arch}/{name}`: what is published under a name, and the files that it brings.
public record PublishedPage(FarmClient farm, Renderer renderer) implements Handler {
  @Override
  public void handle(Context ctx) {
    var request =
        GetPublishedRequest.newBuilder()
            .setArchitecture(ctx.pathParam("arch"))
            .setName(ctx.pathParam("name"))
            .build();
    var published = farm.read(stub -> stub.getPublished(request));
    renderer.show(ctx, "published.jte", published.getName(), Map.of("published", published));
  }
}
