package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static slipway.publisher.TestRepository.ARCHITECTURE;
import static slipway.publisher.TestRepository.delivery;
import static slipway.publisher.TestRepository.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.publisher.VerifyReport.Fault;

/// Cleaning, rolling back, verifying.
class UpkeepTest {
  @TempDir private Path directory;
  private TestRepository repository;

  /// How far this test's clock is ahead. It must go on by itself: an index waits for a later
  /// second.
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  @BeforeEach
  void prepare() {
    repository = new TestRepository(directory);
  }

  private Publisher open() throws IOException {
    return Publisher.open(
        new PublisherConfig(
            repository.root,
            Layout.VOID,
            List.of(),
            TestRepository.SIGNER,
            "A Farm",
            false,
            Duration.ofDays(1),
            Duration.ofMinutes(1),
            0,
            () -> Instant.now().plus(ahead.get())));
  }

  private void pass(Duration time) {
    ahead.updateAndGet(time::plus);
  }

  @Test
  void aReplacedPackageIsDeletedAfterItsGraceAndNotBefore() throws Exception {
    Path old = repository.root.resolve("foo-1.0_1.x86_64.xbps");
    try (Publisher publisher = open()) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      publisher.stage(delivery(repository.packaged("foo-2.0_1")));
      assertThat(publisher.clean()).isEqualTo(new CleanReport(List.of(), 0));
      publisher.release(ARCHITECTURE, Set.of("foo"));
      assertThat(publisher.clean()).isEqualTo(new CleanReport(List.of(), 2));
      pass(Duration.ofHours(23));
      assertThat(publisher.clean().waiting()).isEqualTo(2);
      assertThat(old).exists();
    }
    try (Publisher publisher = open()) {
      pass(Duration.ofHours(2));
      assertThat(publisher.clean().deleted())
          .containsExactlyInAnyOrder("foo-1.0_1.x86_64.xbps", "foo-1.0_1.x86_64.xbps.sig2");
      assertThat(old).doesNotExist();
      assertThat(repository.root.resolve("foo-2.0_1.x86_64.xbps")).exists();
    }
    assertThat(Repositories.verify(repository.root).sound()).isTrue();
  }

  @Test
  void formerVersionsStayAsLongAsTheRulesSay() throws Exception {
    try (Publisher publisher = Publisher.open(repository.config(Duration.ZERO))) {
      for (int i = 1; i <= 12; i++) {
        publish(publisher, repository.packaged("foo-1.%d_1".formatted(i)));
        publish(publisher, repository.packaged("bar-1.%d_1".formatted(i)));
      }
      publisher.clean(new KeepRules(2, List.of("bar<1.3_1")));
      assertThat(packageFiles())
          .containsExactlyInAnyOrder(
              "foo-1.10_1",
              "foo-1.11_1",
              "foo-1.12_1",
              "bar-1.1_1",
              "bar-1.2_1",
              "bar-1.10_1",
              "bar-1.11_1",
              "bar-1.12_1");
      publisher.clean();
      assertThat(packageFiles()).containsExactlyInAnyOrder("foo-1.12_1", "bar-1.12_1");
    }
  }

  private List<String> packageFiles() throws IOException {
    try (Stream<Path> files = Files.list(repository.root)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".xbps"))
          .map(name -> name.replace(".x86_64.xbps", ""))
          .toList();
    }
  }

  @Test
  void anArchitectureDoesNotDeleteTheNoarchPackagesOfAnother() throws Exception {
    Path doc =
        repository.packaged("doc-1_1", "", properties -> properties.with("architecture", "noarch"));
    try (Publisher publisher = open()) {
      publisher.stage(new Delivery("i686", "", List.of(doc)));
      publish(publisher, repository.packaged("foo-1_1"));
      pass(Duration.ofDays(9));
      publisher.clean();
      pass(Duration.ofDays(9));
      assertThat(publisher.clean()).isEqualTo(new CleanReport(List.of(), 0));
    }
  }

  @Test
  void aReleaseIsRolledBackStepByStep() throws Exception {
    try (Publisher publisher = open()) {
      publish(publisher, repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1"));
      publish(publisher, repository.packaged("foo-2.0_1"), repository.packaged("new-1.0_1"));
      assertThat(publisher.rollback(ARCHITECTURE))
          .isEqualTo(new RollbackReport(List.of("foo-1.0_1"), List.of("foo-2.0_1", "new-1.0_1")));
      assertThat(publisher.released(ARCHITECTURE))
          .isEqualTo(Map.of("foo", "foo-1.0_1", "bar", "bar-1.0_1"));
      assertThat(publisher.published(ARCHITECTURE))
          .isEqualTo(Map.of("foo", "foo-2.0_1", "bar", "bar-1.0_1", "new", "new-1.0_1"));
      publisher.rollback(ARCHITECTURE);
      assertThat(publisher.released(ARCHITECTURE)).isEmpty();
      assertThatThrownBy(() -> publisher.rollback(ARCHITECTURE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no release for x86_64 to roll back");
      publisher.release(ARCHITECTURE, Set.of("foo", "bar", "new"));
      assertThat(publisher.released(ARCHITECTURE)).hasSize(3);
    }
    assertThat(Repositories.verify(repository.root).sound()).isTrue();
  }

  @Test
  void aReleaseWhoseFormerFilesAreGoneIsNotRolledBack() throws Exception {
    try (Publisher publisher = open()) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      publish(publisher, repository.packaged("foo-2.0_1"));
      Files.delete(repository.root.resolve("foo-1.0_1.x86_64.xbps"));
      assertThatThrownBy(() -> publisher.rollback(ARCHITECTURE))
          .hasMessageContaining("foo-1.0_1.x86_64.xbps is gone or changed");
      assertThat(publisher.released(ARCHITECTURE)).isEqualTo(Map.of("foo", "foo-2.0_1"));
      pass(Duration.ofDays(2));
      publisher.clean();
      assertThatThrownBy(() -> publisher.rollback(ARCHITECTURE))
          .hasMessageContaining("its grace is over");
    }
  }

  @Test
  void everyKindOfDamageIsFound() throws Exception {
    try (Publisher publisher = open()) {
      for (String name : List.of("gone", "changed", "unsigned", "forged", "fine")) {
        publish(publisher, repository.packaged(name + "-1_1"));
      }
      publisher.stage(
          new Delivery("x86_64", "nonfree", List.of(repository.packaged("staged-1_1"))));
    }
    assertThat(Repositories.verify(repository.root)).isEqualTo(new VerifyReport(6, List.of()));
    assertThat(Repositories.list(repository.root))
        .contains(new PublishedPackage("nonfree", "staged", "staged-1_1", "staged", true))
        .hasSize(6);

    Files.delete(repository.root.resolve("gone-1_1.x86_64.xbps"));
    Files.writeString(repository.root.resolve("changed-1_1.x86_64.xbps"), "x");
    Files.delete(repository.root.resolve("unsigned-1_1.x86_64.xbps.sig2"));
    Files.write(repository.root.resolve("forged-1_1.x86_64.xbps.sig2"), new byte[256]);
    Files.writeString(repository.root.resolve("stray-1_1.x86_64.xbps"), "");
    Files.writeString(repository.root.resolve("nonfree/.slipway-x"), "");
    Files.writeString(repository.root.resolve("musl-repodata"), "not an index");
    VerifyReport report = Repositories.verify(repository.root);
    assertThat(report.sound()).isFalse();
    assertThat(report.faults())
        .extracting(Fault::subject)
        .containsExactlyInAnyOrder(
            "gone-1_1.x86_64.xbps",
            "changed-1_1.x86_64.xbps",
            "unsigned-1_1.x86_64.xbps",
            "forged-1_1.x86_64.xbps",
            "stray-1_1.x86_64.xbps",
            "nonfree/.slipway-x",
            "musl-repodata");
    assertThatThrownBy(() -> Repositories.verify(directory))
        .hasMessageContaining("There is no repository at");
  }
}
