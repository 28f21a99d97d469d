package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static slipway.publisher.TestRepository.ARCHITECTURE;
import static slipway.publisher.TestRepository.publish;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mirrors that pull by themselves and are read back over HTTP, from a small server in this
/// process.
class HttpMirrorTest {
  @TempDir private Path directory;
  private TestRepository repository;
  private HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch over = new CountDownLatch(1);

  @BeforeEach
  void serve() throws IOException {
    repository = new TestRepository(directory);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/current/", this::file);
    server.createContext("/broken/", exchange -> answer(exchange, 503, new byte[0]));
    server.createContext("/stuck/", this::stuck);
    server.createContext("/endless/", this::endless);
    server.start();
  }

  @AfterEach
  void end() {
    over.countDown();
    server.stop(0);
    threads.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
  }

  private void file(HttpExchange exchange) throws IOException {
    Path file =
        repository
            .mirrorDirectory()
            .resolve(exchange.getRequestURI().getPath().substring("/current/".length()));
    if (!Files.isRegularFile(file)) {
      answer(exchange, 404, new byte[0]);
      return;
    }
    String tag = "\"" + Files.getLastModifiedTime(file).toMillis() + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    boolean unchanged = tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    answer(exchange, unchanged ? 304 : 200, unchanged ? new byte[0] : Files.readAllBytes(file));
  }

  private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    answers.add(status);
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void stuck(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write(1);
      exchange.getResponseBody().flush();
      over.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endless(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      byte[] some = new byte[1 << 16];
      while (over.getCount() > 0) {
        exchange.getResponseBody().write(some);
      }
    }
  }

  private PublisherConfig config(Mirror mirror, InstantSource time, Duration timeout) {
    return new PublisherConfig(
        repository.root,
        Layout.VOID,
        List.of(repository.mirror, mirror),
        TestRepository.SIGNER,
        "A Farm",
        false,
        Duration.ofDays(1),
        timeout,
        0,
        time);
  }

  @Test
  void aMirrorThatPullsIsMeasuredAndItsIndexIsTransferredOnce() throws Exception {
    var far = new Mirror("far", "", url("/current"), false);
    try (Publisher publisher =
        Publisher.open(config(far, InstantSource.system(), Duration.ofMinutes(1)))) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      publisher.touchTimeFiles();
      assertThat(publisher.probe(far).indexes().values())
          .allSatisfy(seen -> assertThat(seen.present()).isFalse());
      // Nobody pushes to it: what is synced is the other one, whose directory it serves.
      SyncReport report = publisher.sync();
      assertThat(report.mirrors())
          .extracting(SyncReport.MirrorResult::mirror)
          .containsExactly("near");
      Files.writeString(repository.mirrorDirectory().resolve("stime-start"), "1000\n");
      Files.writeString(repository.mirrorDirectory().resolve("stime-end"), "1042\n");
      MirrorState equal = publisher.probe(far);
      assertThat(equal.equalToOrigin()).isTrue();
      assertThat(equal.behind()).contains(Duration.ZERO);
      assertThat(equal.syncTook()).contains(Duration.ofSeconds(42));
      assertThat(equal.clockAhead().orElseThrow().abs()).isLessThan(Duration.ofSeconds(60));
      assertThat(publisher.visible(far, ARCHITECTURE, Set.of("foo-1.0_1", "x-1_1")))
          .containsExactly("foo-1.0_1");

      answers.clear();
      publish(publisher, repository.packaged("bar-1.0_1"));
      MirrorState behind = publisher.probe(far);
      assertThat(answers).contains(304);
      assertThat(behind.equalToOrigin()).isFalse();
      assertThat(behind.behind().orElseThrow()).isLessThan(Duration.ofSeconds(60));
    }
  }

  @Test
  void aMirrorWithAWrongClockIsMeasuredByOurs() throws Exception {
    var far = new Mirror("far", "", url("/current"), false);
    InstantSource tomorrow = () -> Instant.now().plus(Duration.ofDays(1));
    try (Publisher publisher = Publisher.open(config(far, tomorrow, Duration.ofMinutes(1)))) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      publisher.sync();
      publish(publisher, repository.packaged("foo-2.0_1"));
      MirrorState seen = publisher.probe(far);
      assertThat(seen.clockAhead().orElseThrow())
          .isBetween(Duration.ofHours(-25), Duration.ofHours(-23));
      assertThat(seen.behind().orElseThrow()).isLessThan(Duration.ofSeconds(60));
    }
  }

  @Test
  void aMirrorThatIsBrokenDownSlowOrEndlessIsToldApart() throws Exception {
    String nobody;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + closed.getLocalPort();
    }
    var near = repository.mirror;
    try (Publisher publisher =
        Publisher.open(config(near("other"), InstantSource.system(), Duration.ofSeconds(2)))) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      assertThatThrownBy(() -> publisher.probe(far(url("/broken/"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("answered 503");
      assertThatThrownBy(() -> publisher.probe(far(nobody)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot get " + nobody + "/");
      assertThatThrownBy(() -> publisher.probe(far(url("/stuck"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too slow");
      assertThatThrownBy(() -> publisher.probe(far(url("/endless"))))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("Cannot get .*/endless/.*|.*too slow");
      assertThat(publisher.sync(near).failure()).isEmpty();
    }
  }

  private Mirror near(String name) {
    return new Mirror(name, directory.resolve(name).toString());
  }

  private static Mirror far(String address) {
    return new Mirror("far", "", address, false);
  }
}
