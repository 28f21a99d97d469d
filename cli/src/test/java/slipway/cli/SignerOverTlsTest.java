package slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.publisher.Delivery;
import slipway.publisher.Publisher;
import slipway.publisher.PublisherConfig;
import slipway.publisher.Repositories;
import slipway.publisher.VerifyReport;
import slipway.publisher.signer.MutualTls;
import slipway.publisher.signer.RemoteSigner;
import slipway.publisher.signer.SignerAddress;
import slipway.xbps.PackageProperties;
import slipway.xbps.PackageWriter;
import slipway.xbps.PkgVer;
import slipway.xbps.RsaSigner;

/// A signer in a process of its own, reached over TLS.
class SignerOverTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private Optional<Process> signer = Optional.empty();
  private int port;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(directory.resolve("key.pem"), RsaSigner.generate(2048).privateKeyPem());
    keys("keys", "localhost");
    keys("other-keys", "localhost");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Slipway.class.getName(),
                "signer"));
    command.addAll(
        List.of("--key", file("key.pem"), "--audit", file("audit"), "--per-minute", "1000"));
    command.addAll(List.of("--listen", "localhost:0", "--client", "master"));
    command.addAll(List.of("--certificate", file("keys/signer.pem")));
    command.addAll(List.of("--certificate-key", file("keys/signer.key")));
    command.addAll(List.of("--ca", file("keys/signer-ca.pem")));
    Process started =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    signer = Optional.of(started);
    String line = firstLine(started);
    assertThat(line).startsWith("signs with ");
    port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private static String firstLine(Process process) throws IOException {
    var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    return String.valueOf(out.readLine());
  }

  @AfterEach
  void stop() {
    signer.ifPresent(Process::destroyForcibly);
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void keys(String name, String host) {
    var err = new StringWriter();
    int exit =
        Slipway.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err, true))
            .execute(
                "keys",
                "signer",
                "--directory",
                file(name),
                "--client",
                "master",
                "--client",
                "stranger",
                host);
    assertThat(exit).as(err.toString()).isZero();
  }

  private RemoteSigner connect(String host, String keys, String name) throws IOException {
    Path at = directory.resolve(keys);
    var tls =
        new MutualTls(
            at.resolve(name + ".pem"), at.resolve(name + ".key"), at.resolve("signer-ca.pem"));
    return RemoteSigner.connect(SignerAddress.at(host, port, tls), PATIENCE);
  }

  @Test
  void onlyWhoseNameIsAllowedHasThingsSignedAndEachIsWrittenDown() throws Exception {
    RemoteSigner remote = connect("localhost", "keys", "master");
    Path root = Files.createDirectory(directory.resolve("repository"));
    try (Publisher publisher =
        Publisher.open(PublisherConfig.of(root, List.of(), remote, "A Farm"))) {
      publisher.stage(new Delivery("x86_64", "", List.of(packaged())));
    }
    assertThat(Repositories.verify(root)).isEqualTo(new VerifyReport(1, List.of()));
    assertThatThrownBy(() -> connect("localhost", "keys", "stranger"))
        .hasMessageContaining("the name stranger of your certificate is not among those allowed");
    assertThatThrownBy(() -> connect("localhost", "other-keys", "master"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No signer answers at localhost:" + port);
    assertThatThrownBy(() -> connect("127.0.0.1", "keys", "master"))
        .as("its certificate does not name the address")
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1");
    assertThat(Files.readAllLines(directory.resolve("audit")))
        .satisfiesExactly(
            signed -> assertThat(signed).matches("[^\t]+\tsign\t[0-9a-f]{64}\tsigned\tmaster"),
            away -> assertThat(away).endsWith("\tunknown\t-\tturned away\tstranger"));
  }

  private Path packaged() throws IOException {
    Path destdir = Files.createDirectories(directory.resolve("destdir"));
    Files.writeString(destdir.resolve("file"), "content");
    return PackageWriter.write(
        destdir,
        PackageProperties.of(PkgVer.parse("foo-1.0_1"), "x86_64", "Foo"),
        Instant.EPOCH,
        directory);
  }
}
