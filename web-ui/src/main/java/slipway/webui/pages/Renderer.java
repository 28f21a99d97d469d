package slipway.webui.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import slipway.proto.Overview;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.FarmException;
import slipway.webui.login.Gate;

/// Puts a page together from its template and its facts.
public final class Renderer {

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
  private final FarmClient farm;
  private final Gate gate;
  private final String farmName;
  private final String assetPrefix;

  public Renderer(FarmClient farm, Gate gate, String farmName, String assetPrefix) {
    this.farm = farm;
    this.gate = gate;
    this.farmName = farmName;
    this.assetPrefix = assetPrefix;
  }

  /// A page that hears of changes through `/live` with this query.
  public void showLive(
      Context ctx, String template, String title, Map<String, Object> facts, String liveQuery) {
    var overview = overview(ctx);
    long sequence = overview.map(Overview::getSequence).orElse(0L);
    var query = "?after=" + sequence + (liveQuery.isEmpty() ? "" : "&" + liveQuery);
    show(ctx, template, facts, shell(ctx, title, overview, "/live" + query));
  }

  /// A page that stays as it is.
  public void show(Context ctx, String template, String title, Map<String, Object> facts) {
    show(ctx, template, facts, shell(ctx, title, overview(ctx), ""));
  }

  /// Part of a page, without what surrounds it.
  public void showPart(Context ctx, String template, Map<String, Object> facts) {
    send(ctx, template, facts);
  }

  private void show(Context ctx, String template, Map<String, Object> facts, Shell shell) {
    var all = new HashMap<>(facts);
    all.put("shell", shell);
    send(ctx, template, all);
  }

  private void send(Context ctx, String template, Map<String, Object> facts) {
    var output = new StringOutput();
    engine.render(template, facts, output);
    ctx.contentType("text/html; charset=utf-8").result(output.toString());
  }

  private Shell shell(Context ctx, String title, Optional<Overview> overview, String livePath) {
    var query = ctx.queryString();
    return new Shell(
        farmName,
        title,
        ctx.path() + (query == null ? "" : "?" + query),
        gate.visitor(ctx),
        gate.takeNotice(ctx),
        overview,
        livePath,
        assetPrefix,
        gate.hasUsers(),
        overview.isEmpty() && gate.mayRead(ctx));
  }

  /// Nothing for those who may not read.
  private Optional<Overview> overview(Context ctx) {
    if (!gate.mayRead(ctx)) {
      return Optional.empty();
    }
    try {
      return Optional.of(farm.overview());
    } catch (FarmException away) {
      return Optional.empty();
    }
  }
}
