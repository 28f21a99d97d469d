package slipway.master.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real files, replaced under a real server.
class ServerCertificateTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path directory;
  private int replaced;

  @Test
  void aReplacedCertificateIsShownToThoseWhoComeLater() throws Exception {
    make("first");
    make("second");
    use("first");
    var shown = ServerCertificate.open(certificate(), key());
    Server server = serve(shown);
    ManagedChannel early = channel(server, "first");
    try {
      assertThat(asks(early)).isTrue();
      use("second");
      shown.refresh();
      shown.refresh();
      assertThat(asks(early)).as("over the connection that was open").isTrue();
      assertThat(asksOnce(server, "second")).isTrue();
      assertThat(asksOnce(server, "first")).isFalse();
    } finally {
      early.shutdownNow();
      server.shutdownNow();
    }
  }

  @Test
  void halfAReplacementChangesNothing() throws Exception {
    make("first");
    make("second");
    use("first");
    var shown = ServerCertificate.open(certificate(), key());
    Server server = serve(shown);
    try {
      replace("second.pem", certificate());
      shown.refresh();
      shown.refresh();
      assertThat(asksOnce(server, "first")).isTrue();
      Files.writeString(certificate(), "-----BEGIN CERT");
      stamp(certificate());
      shown.refresh();
      shown.refresh();
      assertThat(asksOnce(server, "first")).isTrue();
      use("second");
      shown.refresh();
      shown.refresh();
      assertThat(asksOnce(server, "second")).isTrue();
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedAtTheStart() throws Exception {
    make("first");
    make("second");
    replace("first.pem", certificate());
    replace("second.key", key());
    assertThatThrownBy(() -> ServerCertificate.open(certificate(), key()))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("does not belong to the certificate");
  }

  private Path certificate() {
    return directory.resolve("tls.pem");
  }

  private Path key() {
    return directory.resolve("tls.key");
  }

  private void use(String name) throws Exception {
    replace(name + ".key", key());
    replace(name + ".pem", certificate());
  }

  private void replace(String from, Path to) throws Exception {
    Files.copy(directory.resolve(from), to, StandardCopyOption.REPLACE_EXISTING);
    stamp(to);
  }

  /// Two replacements within the clock's grain would look like one.
  private void stamp(Path file) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000 + ++replaced)));
  }

  private static Server serve(ServerCertificate shown) throws Exception {
    return Grpc.newServerBuilderForPort(0, shown.credentials())
        .addService(new HealthStatusManager().getHealthService())
        .build()
        .start();
  }

  private ManagedChannel channel(Server server, String trusted) throws Exception {
    return Grpc.newChannelBuilder(
            "127.0.0.1:" + server.getPort(),
            TlsChannelCredentials.newBuilder()
                .trustManager(directory.resolve(trusted + ".pem").toFile())
                .build())
        .build();
  }

  private boolean asksOnce(Server server, String trusted) throws Exception {
    ManagedChannel channel = channel(server, trusted);
    try {
      return asks(channel);
    } finally {
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static boolean asks(ManagedChannel channel) {
    try {
      return HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
          == ServingStatus.SERVING;
    } catch (StatusRuntimeException refused) {
      return false;
    }
  }

  /// Makes NAME.pem and NAME.key.
  private void make(String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    keytool(
        "-genkeypair", "-keyalg", "EC", "-ext", "san=ip:127.0.0.1", "-dname", "CN=" + name, store);
    keytool("-exportcert", "-rfc", "-file", directory.resolve(name + ".pem").toString(), store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    byte[] key = keys.getKey("one", PASSWORD.toCharArray()).getEncoded();
    Files.writeString(
        directory.resolve(name + ".key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n");
  }

  private void keytool(Object... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    for (int i = 0; i < arguments.length - 1; i++) {
      command.add(arguments[i].toString());
    }
    command.addAll(
        List.of(
            "-keystore",
            arguments[arguments.length - 1].toString(),
            "-alias",
            "one",
            "-storepass",
            PASSWORD,
            "-storetype",
            "PKCS12"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
