package slipway.webui.pages;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import slipway.webui.farm.FarmClient;
import slipway.webui.http.Params;
import slipway.webui.http.Refused;
import slipway.webui.login.Gate;
import slipway.webui.login.Role;

/// `/force`: the form for building packages though the repository has them. `?package=` and
/// `?target=` fill it in.
public record ForcePage(FarmClient farm, Gate gate, Renderer renderer) implements Handler {

  @Override
  public void handle(Context ctx) {
    var visitor = gate.visitor(ctx);
    if (!visitor.isLoggedIn()) {
      throw new Refused(401, "Log in first.");
    }
    if (!visitor.may(Role.COMMITTER)) {
      throw new Refused(403, "Forcing a build takes the role committer.");
    }
    renderer.show(
        ctx,
        "force.jte",
        "Force a build",
        Map.of(
            "packages", Params.text(ctx, "package"),
            "target", Params.text(ctx, "target"),
            "targets", farm.overview().getTargetsList()));
  }
}
