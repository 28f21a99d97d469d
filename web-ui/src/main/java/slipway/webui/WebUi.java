package slipway.webui;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.LiveEvents;
import slipway.webui.farm.MasterAddress;
import slipway.webui.login.Gate;
import slipway.webui.login.Users;

/// The web UI: pages, live streams, JSON API, webhooks, login, and the repository as files.
///
/// It sees the farm through the gRPC API alone and can run in a process of its own. It starts and
/// goes on whether or not a master answers.
public final class WebUi implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WebUi.class);

  /// Longer forms are turned down.
  private static final long FORM_BYTES_MAX = 64 << 10;

  private static final int HEADER_BYTES_MAX = 16 << 10;

  private final FarmClient farm;
  private final LiveEvents events;
  private final Javalin server;
  private final String host;

  private WebUi(FarmClient farm, LiveEvents events, Javalin server, String host) {
    this.farm = farm;
    this.events = events;
    this.server = server;
    this.host = host;
  }

  /// Listens, and returns once requests are answered.
  ///
  /// @throws IOException if the port is taken, or a file of the configuration cannot be read
  public static WebUi start(WebUiConfig config) throws IOException {
    var time = InstantSource.system();
    var users = Users.open(config.users());
    var assets = new Assets();
    var farm =
        FarmClient.of(
            config.masters().stream().map(MasterAddress::parse).toList(),
            config.trust(),
            config.token());
    var events = LiveEvents.start(farm);
    try {
      var gate = new Gate(users, config.publicReading(), time);
      var routes = new Routes(config, farm, events, users, gate, assets, time);
      var server = Javalin.create(javalin -> configure(javalin, config, routes));
      var ui = new WebUi(farm, events, listen(server, config), config.address());
      log.atInfo().addKeyValue("address", ui.address()).log("web UI listens");
      return ui;
    } catch (IOException | RuntimeException failure) {
      events.close();
      farm.close();
      throw failure;
    }
  }

  /// The port it listens on.
  public int port() {
    return server.port();
  }

  /// Where a browser on this machine finds it, `http://HOST:PORT/`.
  public String address() {
    boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
    var name = everywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return "http://" + name + ":" + port() + "/";
  }

  private static void configure(JavalinConfig javalin, WebUiConfig config, Routes routes) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.concurrency.useVirtualThreads = true;
    javalin.http.maxRequestSize = FORM_BYTES_MAX;
    javalin.jetty.host = config.address();
    javalin.jetty.port = config.port();
    javalin.jetty.modifyHttpConfiguration(http -> {
      http.setSendServerVersion(false);
      http.setRequestHeaderSize(HEADER_BYTES_MAX);
    });
    javalin.jetty.modifyServer(jetty -> jetty.setStopTimeout(0));
    javalin.requestLogger.http((ctx, millis) ->
        log.atDebug()
            .addKeyValue("method", ctx.method())
            .addKeyValue("path", ctx.path())
            .addKeyValue("status", ctx.statusCode())
            .addKeyValue("millis", millis)
            .log("request"));
    routes.add(javalin.routes);
  }

  private static Javalin listen(Javalin server, WebUiConfig config) throws IOException {
    try {
      return server.start();
    } catch (JavalinBindException taken) {
      throw new IOException(
          "The web UI cannot listen on "
              + config.address()
              + " port "
              + config.port()
              + ": the port is taken or not allowed. Stop the other program, or choose another"
              + " port (0 lets the system choose one).",
          taken);
    }
  }

  @Override
  public void close() {
    events.close();
    server.stop();
    farm.close();
  }
}
