package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static slipway.publisher.TestRepository.ARCHITECTURE;
import static slipway.publisher.TestRepository.delivery;
import static slipway.publisher.TestRepository.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk of 4 MiB that is full, under the repository and under a mirror. Needs root, to mount it.
class DiskFullTest {
  @TempDir private Path directory;
  private Path disk;
  private boolean mounted;
  private TestRepository repository;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectories(directory.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()) == 0;
    assumeTrue(mounted, "a tmpfs can be mounted");
    repository = new TestRepository(directory);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /// A package that no compression makes much smaller.
  private Path large(String pkgver) throws IOException {
    byte[] random = new byte[3 << 20];
    new Random(1).nextBytes(random);
    return repository.packaged(pkgver, HexFormat.of().formatHex(random), properties -> properties);
  }

  @Test
  void onAFullDiskNothingIsLostAndThePublisherGoesOnWhenThereIsSpace() throws Exception {
    Path root = disk.resolve("repository");
    var config =
        PublisherConfig.of(root, List.of(repository.mirror), TestRepository.SIGNER, "A Farm");
    try (Publisher publisher = Publisher.open(config)) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      Path large = large("big-1.0_1");
      Path ballast = Files.write(disk.resolve("ballast"), new byte[2 << 20]);
      assertThatThrownBy(() -> publisher.stage(delivery(large)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot put big-1.0_1.x86_64.xbps into the repository")
          .hasMessageContaining("No space left on device");
      assertThat(Repositories.verify(root)).isEqualTo(new VerifyReport(1, List.of()));
      Files.delete(ballast);
      publish(publisher, large);
      assertThat(publisher.sync().succeeded()).isTrue();
    }
    assertThat(Repositories.verify(root)).isEqualTo(new VerifyReport(2, List.of()));
  }

  @Test
  void aMirrorThatIsFullKeepsItsOldIndexAndCatchesUpWhenThereIsSpace() throws Exception {
    var full = new Mirror("full", disk.resolve("mirror").toString());
    var mirrors = List.of(full, repository.mirror);
    var config = PublisherConfig.of(repository.root, mirrors, TestRepository.SIGNER, "A Farm");
    try (Publisher publisher = Publisher.open(config)) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      assertThat(publisher.sync().succeeded()).isTrue();
      Path ballast = Files.write(disk.resolve("ballast"), new byte[2 << 20]);
      publish(publisher, large("big-1.0_1"));
      SyncReport report = publisher.sync();
      assertThat(report.mirrors().getFirst().failure().orElseThrow())
          .contains("No space left on device");
      assertThat(report.mirrors().getLast().failure()).isEmpty();
      assertThat(publisher.visible(repository.mirror, ARCHITECTURE, "big-1.0_1")).isTrue();
      assertThat(Repositories.verify(disk.resolve("mirror")).sound()).isTrue();
      assertThat(publisher.visible(full, ARCHITECTURE, "foo-1.0_1")).isTrue();
      assertThat(publisher.backlog(full)).isPositive();
      Files.delete(ballast);
      assertThat(publisher.sync().succeeded()).isTrue();
      assertThat(publisher.visible(full, ARCHITECTURE, "big-1.0_1")).isTrue();
      assertThat(publisher.backlog(full)).isZero();
    }
  }
}
