package slipway.webui;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Set;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.LiveEvents;
import slipway.webui.hooks.PushHooks;
import slipway.webui.http.Refused;
import slipway.webui.login.Gate;
import slipway.webui.login.Login;
import slipway.webui.login.Users;
import slipway.webui.logs.LogEarlier;
import slipway.webui.logs.LogLive;
import slipway.webui.logs.LogRaw;
import slipway.webui.logs.LogReader;
import slipway.webui.pages.Actions;
import slipway.webui.pages.BuildPage;
import slipway.webui.pages.LiveUpdates;
import slipway.webui.pages.LoginPage;
import slipway.webui.pages.OverviewPage;
import slipway.webui.pages.Renderer;
import slipway.webui.repository.RepositoryFiles;

/// Which address leads where.
final class Routes {

  /// What anybody may reach though reading is not public: login, health, styles, webhooks (which
  /// prove themselves) and the repository (its packages are for everybody).
  private static final Set<String> ALWAYS_OPEN =
      Set.of("login", "healthz", "static", "hooks", "repo", "favicon.ico", "robots.txt");

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final WebUiConfig config;
  private final FarmClient farm;
  private final LiveEvents events;
  private final Gate gate;
  private final Assets assets;
  private final LogReader logs;
  private final Renderer renderer;
  private final Failures failures;
  private final LoginPage login;
  private final PushHooks hooks;

  Routes(
      WebUiConfig config,
      FarmClient farm,
      LiveEvents events,
      Users users,
      Gate gate,
      Assets assets,
      InstantSource time) {
    this.config = config;
    this.farm = farm;
    this.events = events;
    this.gate = gate;
    this.assets = assets;
    this.logs = new LogReader(farm);
    this.renderer = new Renderer(farm, gate, config.farmName(), assets.prefix());
    this.failures = new Failures(renderer);
    this.login = new LoginPage(new Login(users, gate, time), gate, renderer);
    this.hooks = new PushHooks(farm, config.webhookSecret(), config.branch());
  }

  void add(RoutesConfig routes) {
    routes.before(Routes::protect);
    routes.before(this::keepOut);
    failures.add(routes);
    pages(routes);
    actions(routes);
    routes.get("/live", new LiveUpdates(events));
    routes.get("/log/{id}", new LogRaw(logs));
    routes.get("/log/{id}/live", new LogLive(logs));
    routes.get("/log/{id}/before/{offset}", new LogEarlier(logs, renderer));
    routes.get("/static/{hash}/{name}", assets::serve);
    routes.get("/healthz", this::health);
    routes.post("/hooks/github", hooks::github);
    routes.post("/hooks/push", hooks::push);
    repository(routes);
  }

  private void pages(RoutesConfig routes) {
    routes.get("/login", login::show);
    routes.post("/login", login::submit);
    routes.post("/logout", login::logout);
    routes.get("/", new OverviewPage(farm, renderer));
    routes.get("/build/{id}", new BuildPage(farm, logs, renderer));
  }

  private void actions(RoutesConfig routes) {
    var actions = new Actions(farm, gate);
    routes.post("/build/{id}/retry", actions::retry);
    routes.post("/build/{id}/cancel", actions::cancel);
    routes.post("/force", actions::force);
    routes.post("/worker/{name}/drain", actions::drain);
    routes.post("/pause", actions::pause);
  }

  private void repository(RoutesConfig routes) {
    if (config.repository().isEmpty()) {
      return;
    }
    try {
      var files = new RepositoryFiles(config.repository().get());
      routes.get("/repo/*", files::serve);
      routes.head("/repo/*", files::serve);
    } catch (IOException vanished) {
      throw new UncheckedIOException(vanished);
    }
  }

  /// Says whether this process works; it does when no master answers, too.
  private void health(Context ctx) {
    ctx.contentType("text/plain; charset=utf-8")
        .result(events.masterAway() ? "ok, but no master answers\n" : "ok\n");
  }

  private static void protect(Context ctx) {
    ctx.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "same-origin");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
  }

  private void keepOut(Context ctx) {
    var section = ctx.path().split("/", 3)[1];
    if (!ALWAYS_OPEN.contains(section) && !gate.mayRead(ctx)) {
      throw new Refused(401, "This farm is not public: log in to read.");
    }
  }
}
