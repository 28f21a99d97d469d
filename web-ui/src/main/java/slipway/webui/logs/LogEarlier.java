package slipway.webui.logs;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.webui.http.Params;
import slipway.webui.http.Refused;
import slipway.webui.pages.Renderer;

/// `/log/ATTEMPT/before/OFFSET?build=ID`: part of a page, the lines that end at the offset.
public record LogEarlier(LogReader logs, Renderer renderer) implements Handler {

  @Override
  public void handle(Context ctx) {
    long attempt = Params.id(ctx, "attempt");
    long offset = ctx.pathParamAsClass("offset", Long.class).get();
    var window =
        logs.before(attempt, Math.max(0, offset))
            .orElseThrow(() -> new Refused(404, "There is no log of attempt " + attempt + "."));
    renderer.showPart(
        ctx,
        "part/logWindow.jte",
        Map.of(
            "buildId", Params.number(ctx, "build", 0),
            "attemptId", attempt,
            "window", window));
  }
}
