package slipway.cli;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The meters of one process at `http://ADDRESS:PORT/metrics`, in Prometheus' text format 0.0.4.
///
/// It asks for no password: listen on loopback or a monitoring network.
final class MetricsServer implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]]+)]?:(\\d{1,5})");
  private static final int PORT_MAX = 65_535;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int OK = 200;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final @Nullable HttpServer server;

  private MetricsServer(@Nullable HttpServer server) {
    this.server = server;
    if (server != null) {
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              if (!exchange.getRequestURI().getPath().equals("/metrics")) {
                exchange.sendResponseHeaders(NOT_FOUND, -1);
              } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, -1);
              } else {
                byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
                exchange
                    .getResponseHeaders()
                    .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                exchange.sendResponseHeaders(OK, body.length);
                exchange.getResponseBody().write(body);
              }
            }
          });
      server.start();
    }
  }

  /// @param address `HOST:PORT`; null: the meters are kept, and served to nobody
  /// @throws Failure if it is no address, or a busy one
  static MetricsServer start(@Nullable String address) {
    if (address == null) {
      return new MetricsServer(null);
    }
    var parts = ADDRESS.matcher(address);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > PORT_MAX) {
      throw new Failure(
          "--metrics takes ADDRESS:PORT, such as 127.0.0.1:9100, not \"" + address + "\".");
    }
    try {
      var host = InetAddress.getByName(parts.group(1));
      return new MetricsServer(
          HttpServer.create(new InetSocketAddress(host, Integer.parseInt(parts.group(2))), 0));
    } catch (UnknownHostException unknown) {
      throw new Failure("--metrics: there is no host \"" + parts.group(1) + "\".");
    } catch (IOException busy) {
      throw new Failure("Cannot serve metrics at " + address + ": " + busy.getMessage() + ".");
    }
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /// Where it listens; 0 if it does not.
  int port() {
    return server == null ? 0 : server.getAddress().getPort();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
  }
}
