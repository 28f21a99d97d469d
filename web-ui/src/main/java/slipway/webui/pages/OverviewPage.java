package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.webui.farm.FarmClient;

/// `/`: what the farm does now.
public record OverviewPage(FarmClient farm, Renderer renderer) implements Handler {

  @Override
  public void handle(Context ctx) {
    renderer.showLive(ctx, "overview.jte", "Overview", Map.of("overview", farm.overview()), "");
  }
}
