package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.Cause;
import slipway.worker.process.Tool;
import slipway.worker.testing.TestFarm;

/// Whom the worker talks to, and as whom.
class ConnectionTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  @Test
  void theWorkerTrustsTheCertificateItWasTold() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.master().stop();
      farm.master().start(certified("master"));
      farm.startWorker(trusting(farm.config(), "master.pem"));
      assertThat(farm.awaitEnd(farm.order("bell", "x86_64")).getCause()).isEqualTo(Cause.SUCCEEDED);
    }
  }

  @Test
  void theWorkerDoesNotTalkToAStranger() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      certified("master");
      farm.master().stop();
      farm.master().start(certified("stranger"));
      farm.startWorker(trusting(farm.config(), "master.pem"));
      await().during(Duration.ofSeconds(1)).until(() -> farm.master().lastReport().isEmpty());
      assertThat(farm.isConnected()).isFalse();
    }
  }

  @Test
  void aCertificateThatIsReplacedIsTrustedWithoutARestart() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      var second = certified("second");
      farm.master().stop();
      farm.master().start(certified("first"));
      Path trusted = directory.resolve("trusted.pem");
      Files.copy(directory.resolve("first.pem"), trusted);
      farm.startWorker(trusting(farm.config(), "trusted.pem"));
      await("a connection").atMost(Duration.ofSeconds(30)).until(farm::isConnected);
      farm.master().stop();
      farm.master().start(second);
      Files.copy(directory.resolve("second.pem"), trusted, StandardCopyOption.REPLACE_EXISTING);
      assertThat(farm.awaitEnd(farm.order("bell", "x86_64")).getCause()).isEqualTo(Cause.SUCCEEDED);
    }
  }

  @Test
  void aTokenThatComesLateIsUsedWithoutARestart() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      WorkerConfig config = farm.config();
      String right = Files.readString(config.tokenFile());
      Files.delete(config.tokenFile());
      farm.startWorker(config);
      await().during(Duration.ofMillis(500)).until(() -> farm.master().lastReport().isEmpty());
      Files.writeString(config.tokenFile(), right);
      await("a report")
          .atMost(Duration.ofSeconds(30))
          .until(() -> farm.master().lastReport().isPresent());
    }
  }

  @Test
  void aTokenThatIsMendedIsUsedWithoutARestart() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      WorkerConfig config = farm.config();
      String right = Files.readString(config.tokenFile());
      Files.writeString(config.tokenFile(), "wrong");
      farm.startWorker(config);
      await().during(Duration.ofMillis(500)).until(() -> farm.master().lastReport().isEmpty());
      Files.writeString(config.tokenFile(), right);
      await("a report")
          .atMost(Duration.ofSeconds(30))
          .until(() -> farm.master().lastReport().isPresent());
    }
  }

  @Test
  void theReportSaysWhatTheWorkerIs() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.startWorker();
      await("a report")
          .atMost(Duration.ofSeconds(30))
          .until(() -> farm.master().lastReport().isPresent());
      await("its tools")
          .atMost(Duration.ofSeconds(30))
          .until(() -> farm.master().lastReport().orElseThrow().getFacts().containsTools("git"));
      var report = farm.master().lastReport().orElseThrow();
      assertThat(report.getWorker()).isEqualTo("w1");
      assertThat(report.getFacts().getHostArchitecturesList())
          .containsExactly("x86_64", "x86_64-musl");
      assertThat(report.getFacts().getDiskFreeBytes()).isPositive();
      assertThat(report.getFacts().getMemoryBytes()).isPositive();
    }
  }

  @Test
  void twoWorkersOnOneStateAreRefused() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.startWorker();
      assertThatThrownBy(farm::startWorker)
          .hasMessageContaining("is in use by another worker. Stop it, or choose");
    }
  }

  private static WorkerConfig trusting(WorkerConfig like, String pem) {
    return new WorkerConfig(
        like.name(),
        List.copyOf(like.masters()),
        Optional.of(like.tokenFile().resolveSibling(pem)),
        like.tokenFile(),
        like.hosts(),
        like.slots(),
        like.jobsPerBuild(),
        like.state(),
        like.build(),
        like.cache(),
        like.space(),
        like.timing(),
        like.limits(),
        like.drivers(),
        like.xbpsSrc(),
        like.location());
  }

  /// A self-signed certificate for loopback; its PEM is beside.
  private ServerCredentials certified(String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-ext",
        "san=ip:127.0.0.1",
        "-dname",
        "CN=" + name,
        "-keystore",
        store.toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-file",
        directory.resolve(name + ".pem").toString(),
        "-keystore",
        store.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    return TlsServerCredentials.newBuilder().keyManager(factory.getKeyManagers()).build();
  }

  private void keytool(String... arguments) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Tool.Result result =
        Tool.of(Duration.ofSeconds(60), keytool)
            .and(arguments)
            .and("-alias", "one", "-storepass", PASSWORD, "-storetype", "PKCS12")
            .run(directory);
    assertThat(result.succeeded()).as(result.output()).isTrue();
  }
}
