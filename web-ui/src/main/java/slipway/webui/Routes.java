package slipway.webui;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Set;
import slipway.webui.api.JsonApi;
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
import slipway.webui.pages.Arranging;
import slipway.webui.pages.AuditPage;
import slipway.webui.pages.BuildPage;
import slipway.webui.pages.BuildsPage;
import slipway.webui.pages.ForcePage;
import slipway.webui.pages.LiveUpdates;
import slipway.webui.pages.LoginPage;
import slipway.webui.pages.OverviewPage;
import slipway.webui.pages.PackagePage;
import slipway.webui.pages.PackagesPage;
import slipway.webui.pages.ProblemsPage;
import slipway.webui.pages.PublishedPage;
import slipway.webui.pages.PushPage;
import slipway.webui.pages.PushesPage;
import slipway.webui.pages.QueuePage;
import slipway.webui.pages.Renderer;
import slipway.webui.pages.RepositoriesPage;
import slipway.webui.pages.SearchPage;
import slipway.webui.pages.TreeDownload;
import slipway.webui.pages.WorkerPage;
import slipway.webui.pages.WorkersPage;
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
    new JsonApi(farm, events, renderer).add(routes);
    routes.get("/live", new LiveUpdates(events));
    read(routes, "/log/{id}", new LogRaw(logs));
    routes.get("/attempt/{id}/tree.tar.gz", new TreeDownload(farm, gate));
    routes.get("/log/{id}/live", new LogLive(logs));
    read(routes, "/log/{id}/before/{offset}", new LogEarlier(logs, renderer));
    read(routes, "/static/{hash}/{name}", assets::serve);
    read(routes, "/healthz", this::health);
    routes.post("/hooks/github", hooks::github);
    routes.post("/hooks/push", hooks::push);
    repository(routes);
  }

  private void pages(RoutesConfig routes) {
    read(routes, "/login", login::show);
    routes.post("/login", login::submit);
    routes.post("/logout", login::logout);
    read(routes, "/", new OverviewPage(farm, renderer));
    read(routes, "/builds", new BuildsPage(farm, renderer));
    read(routes, "/build/{id}", new BuildPage(farm, logs, renderer));
    read(routes, "/pushes", new PushesPage(farm, renderer));
    read(routes, "/push/{id}", new PushPage(farm, renderer));
    read(routes, "/package/{name}", new PackagePage(farm, renderer));
    read(routes, "/queue", new QueuePage(farm, renderer));
    read(routes, "/workers", new WorkersPage(farm, renderer));
    read(routes, "/worker/{name}", new WorkerPage(farm, renderer));
    boolean served = config.repository().isPresent();
    routes.get("/repositories", new RepositoriesPage(farm, renderer, served));
    read(routes, "/packages", new PackagesPage(farm, renderer));
    read(routes, "/packages/{arch}/{name}", new PublishedPage(farm, renderer));
    read(routes, "/problems", new ProblemsPage(farm, renderer));
    read(routes, "/search", new SearchPage(farm, renderer));
    read(routes, "/audit", new AuditPage(farm, renderer));
    read(routes, "/force", new ForcePage(farm, gate, renderer));
  }

  private void actions(RoutesConfig routes) {
    var actions = new Actions(farm, gate);
    routes.post("/build/{id}/retry", actions::retry);
    routes.post("/build/{id}/cancel", actions::cancel);
    routes.post("/force", actions::force);
    routes.post("/worker/{name}/drain", actions::drain);
    routes.post("/pause", actions::pause);
    var arranging = new Arranging(farm, gate);
    routes.post("/hold", arranging::hold);
    routes.post("/build/{id}/move", arranging::moveBuild);
    routes.post("/push/{id}/move", arranging::movePush);
    routes.post("/lane/move", arranging::moveLane);
    routes.post("/location/drain", arranging::drainLocation);
    routes.post("/window", arranging::planWindow);
    routes.post("/window/{id}/cancel", arranging::cancelWindow);
    routes.post("/package/{name}/estimate", arranging::correctEstimate);
  }

  private void repository(RoutesConfig routes) {
    if (config.repository().isEmpty()) {
      return;
    }
    try {
      var files = new RepositoryFiles(config.repository().get());
      read(routes, "/repo/*", files::serve);
    } catch (IOException vanished) {
      throw new UncheckedIOException(vanished);
    }
  }

  /// A handler for GET and HEAD: the answer to HEAD is the same without its body.
  private static void read(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
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
