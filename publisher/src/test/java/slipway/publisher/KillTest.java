package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.xbps.PackageFileName;

/// A real publisher, killed again and again with SIGKILL: what is on disk is always the old or the
/// new repository, nothing that was acknowledged is missing, and in the end everything is
/// published.
class KillTest {
  /// `-Dslipway.kills=100` for a long run.
  private static final int KILLS = Integer.getInteger("slipway.kills", 3);

  @TempDir private Path directory;

  @Test
  void aPublisherThatIsKilledAnywhereGoesOnWhereItWas() throws Exception {
    long seed = 20260501;
    var random = new Random(seed);
    var repository = new TestRepository(directory);
    Path key =
        Files.writeString(directory.resolve("key.pem"), TestRepository.SIGNER.privateKeyPem());
    Path packages = Files.createDirectory(directory.resolve("packages"));
    var acknowledged = new ArrayList<String>();
    for (int round = 0; round < KILLS; round++) {
      for (int i = 0; i < 6; i++) {
        Path made = repository.packaged("p%d-1.%d_1".formatted(i, round));
        Files.move(made, packages.resolve(made.getFileName()));
      }
      Process process = start(repository, key, packages);
      int lines = 1 + random.nextInt(12);
      BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
      for (int i = 0; i < lines; i++) {
        String line = said.readLine();
        if (line != null) {
          acknowledged.add(line);
        }
      }
      // Somewhere within the next step.
      process.waitFor(random.nextInt(40), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      process.waitFor();
      assertSound(repository, acknowledged);
    }
    Process last = start(repository, key, packages);
    String said = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(last.waitFor()).as(said).isZero();
    VerifyReport report = Repositories.verify(repository.root);
    assertThat(report).isEqualTo(new VerifyReport(6, List.of()));
    assertThat(Repositories.verify(repository.mirrorDirectory())).isEqualTo(report);
    assertThat(Repositories.list(repository.root))
        .allSatisfy(found -> assertThat(found.pkgver()).endsWith("-1." + (KILLS - 1) + "_1"));
  }

  /// Whatever a killed publisher left is sound for clients, here and on the mirror, and has what it
  /// had acknowledged.
  private static void assertSound(TestRepository repository, List<String> acknowledged)
      throws IOException, InterruptedException {
    if (Files.exists(repository.root.resolve("x86_64-repodata"))) {
      VerifyReport here = Repositories.verify(repository.root);
      assertThat(here.sound()).as("%s", here.faults()).isTrue();
    }
    if (Files.exists(repository.mirrorDirectory().resolve("x86_64-repodata"))) {
      VerifyReport there = Repositories.verify(repository.mirrorDirectory());
      assertThat(there.sound()).as("%s", there.faults()).isTrue();
    }
    for (String line : acknowledged) {
      if (line.startsWith("released ")) {
        var name = PackageFileName.parse(line.substring("released ".length()));
        assertThat(Repositories.list(repository.root))
            .anySatisfy(found -> assertThat(found.pkgname()).isEqualTo(name.pkgver().name()));
      }
    }
  }

  private Process start(TestRepository repository, Path key, Path packages) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KilledPublisher.class.getName(),
            repository.root.toString(),
            repository.mirror.destination(),
            key.toString(),
            packages.toString())
        .redirectError(directory.resolve("errors.txt").toFile())
        .start();
  }
}
