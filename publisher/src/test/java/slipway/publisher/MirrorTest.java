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
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With the real rsync.
class MirrorTest {
  private static final IndexPlace MAIN = new IndexPlace("", ARCHITECTURE);

  @TempDir private Path directory;
  private TestRepository repository;

  @BeforeEach
  void prepare() {
    repository = new TestRepository(directory);
  }

  @Test
  void whatIsReleasedIsSeenOnTheMirrorAfterASync() throws Exception {
    try (Publisher publisher = repository.open()) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      publisher.stage(delivery(repository.packaged("staged-1.0_1")));
      assertThat(publisher.visible(repository.mirror, ARCHITECTURE, "foo-1.0_1")).isFalse();
      MirrorState before = publisher.probe(repository.mirror);
      assertThat(before.equalToOrigin()).isFalse();
      assertThat(before.lag()).isEmpty();

      SyncReport report = publisher.sync();
      assertThat(report.succeeded()).as("%s", report).isTrue();
      // Two packages, a .sig2 and a .sig for each, the index and the time file.
      assertThat(report.mirrors().getFirst().filesTransferred()).isEqualTo(8);
      assertThat(publisher.visible(repository.mirror, ARCHITECTURE, "foo-1.0_1")).isTrue();
      assertThat(
              publisher.visible(
                  repository.mirror, ARCHITECTURE, Set.of("foo-1.0_1", "staged-1.0_1", "x-1_1")))
          .containsExactly("foo-1.0_1");
      MirrorState after = publisher.probe(repository.mirror);
      assertThat(after.equalToOrigin()).isTrue();
      assertThat(after.lag().orElseThrow()).isLessThan(Duration.ofSeconds(60));
      assertThat(after.indexes()).containsOnlyKeys(MAIN);
      assertThat(after.indexes().values())
          .allSatisfy(seen -> assertThat(seen.behind()).contains(Duration.ZERO));
      assertThat(publisher.sync().mirrors().getFirst().bytesTransferred()).isLessThan(20);
    }
    assertThat(repository.mirrorDirectory().resolve(".slipway")).doesNotExist();
  }

  @Test
  void aDamagedMirrorIsNotBelieved() throws Exception {
    try (Publisher publisher = repository.open()) {
      publish(publisher, repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1"));
      publisher.sync();
      Path mirror = repository.mirrorDirectory();
      Files.writeString(mirror.resolve("foo-1.0_1.x86_64.xbps"), "something else");
      Files.delete(mirror.resolve("bar-1.0_1.x86_64.xbps.sig2"));
      assertThat(
              publisher.visible(repository.mirror, ARCHITECTURE, Set.of("foo-1.0_1", "bar-1.0_1")))
          .isEmpty();
      Files.writeString(mirror.resolve("x86_64-repodata"), "no index");
      assertThatThrownBy(() -> publisher.probe(repository.mirror))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Mirror near: its x86_64-repodata cannot be read");
    }
  }

  @Test
  void packagesThatTheTreeNoLongerHasGoAndForeignFilesStay() throws Exception {
    try (Publisher publisher = repository.open()) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      publisher.sync();
      Path mirror = repository.mirrorDirectory();
      Path stray = Files.writeString(mirror.resolve("old-1.0_1.x86_64.xbps"), "");
      Path foreign = Files.writeString(mirror.resolve("README"), "");
      Path otherTree = Files.createDirectories(mirror.resolve("live")).resolve("x.iso");
      Files.writeString(otherTree, "");
      assertThat(publisher.sync().succeeded()).isTrue();
      assertThat(stray).doesNotExist();
      assertThat(foreign).exists();
      assertThat(otherTree).exists();
    }
  }

  @Test
  void aMirrorThatHadEverythingGetsOnlyWhatCameAndWent() throws Exception {
    try (Publisher publisher = Publisher.open(repository.config(Duration.ZERO))) {
      publish(publisher, repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1"));
      publisher.sync();
      Path mirror = repository.mirrorDirectory();
      // Nobody looks at it, so it stays damaged until the tree is walked.
      Path unseen = Files.writeString(mirror.resolve("bar-1.0_1.x86_64.xbps.sig2"), "x");
      publish(publisher, repository.packaged("foo-2.0_1"));
      publisher.clean();
      SyncReport report = publisher.sync();
      // A package, two signatures, the index, the time file.
      assertThat(report.mirrors().getFirst().filesTransferred()).isLessThanOrEqualTo(5);
      assertThat(unseen).hasContent("x");
      assertThat(mirror.resolve("foo-1.0_1.x86_64.xbps")).doesNotExist();
      assertThat(publisher.visible(repository.mirror, ARCHITECTURE, "foo-2.0_1")).isTrue();
      assertThat(publisher.sync().succeeded()).isTrue();
      assertThat(Repositories.verify(mirror)).isEqualTo(new VerifyReport(2, List.of()));
    }
    assertThatThereIsNoWorkLeft();
  }

  @Test
  void aMirrorThatFailsSaysWhyAndTheOthersAreServed() throws Exception {
    Path blocked = Files.writeString(directory.resolve("blocked"), "a file");
    var mirrors = List.of(new Mirror("bad", blocked + "/x"), repository.mirror);
    var config = PublisherConfig.of(repository.root, mirrors, TestRepository.SIGNER, "A Farm");
    try (Publisher publisher = Publisher.open(config)) {
      publish(publisher, repository.packaged("foo-1.0_1"));
      SyncReport report = publisher.sync();
      assertThat(report.succeeded()).isFalse();
      assertThat(report.mirrors().getFirst().failure().orElseThrow()).contains("blocked");
      assertThat(publisher.visible(repository.mirror, ARCHITECTURE, "foo-1.0_1")).isTrue();
    }
    assertThatThereIsNoWorkLeft();
  }

  private void assertThatThereIsNoWorkLeft() throws IOException {
    try (Stream<Path> kept = Files.list(repository.root.resolve(".slipway"))) {
      assertThat(kept.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("work-"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-e sh", "relative", "host:module", "a b::c", ""})
  void aDestinationThatIsNoneIsRefused(String destination) {
    assertThatThrownBy(() -> new Mirror("m", destination))
        .hasMessageContaining("neither an absolute directory nor host::module");
  }

  @Test
  void aMirrorInsideTheTreeWouldBeACycle() {
    var mirror = new Mirror("m", repository.root.resolve("mirror").toString());
    assertThatThrownBy(() ->
            PublisherConfig.of(repository.root, List.of(mirror), TestRepository.SIGNER, "A Farm"))
        .hasMessageContaining("cycle");
  }
}
