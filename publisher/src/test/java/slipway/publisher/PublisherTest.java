package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static slipway.publisher.TestRepository.ARCHITECTURE;
import static slipway.publisher.TestRepository.delivery;
import static slipway.publisher.TestRepository.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.xbps.Repodata;
import slipway.xbps.Sha256;
import slipway.xbps.SignatureVerifier;

class PublisherTest {
  @TempDir private Path directory;
  private TestRepository repository;

  @BeforeEach
  void prepare() {
    repository = new TestRepository(directory);
  }

  private Repodata index() throws IOException {
    return Repodata.read(repository.root.resolve("x86_64-repodata"));
  }

  @Test
  void aDeliveredPackageIsSignedAndStaged() throws Exception {
    Path foo = repository.packaged("foo-1.0_1");
    try (Publisher publisher = repository.open()) {
      List<StagedPackage> staged = publisher.stage(delivery(foo));
      assertThat(staged).extracting(StagedPackage::pkgver).containsExactly("foo-1.0_1");
      assertThat(publisher.stage(delivery(foo))).isEqualTo(staged);
      assertThat(publisher.published(ARCHITECTURE)).isEqualTo(Map.of("foo", "foo-1.0_1"));
      assertThat(publisher.released(ARCHITECTURE)).isEmpty();
    }
    assertThat(index().stage()).containsOnlyKeys("foo");
    assertThat(index().index()).isEmpty();
    assertThat(index().key().orElseThrow().signedBy()).isEqualTo("A Farm");
    Path published = repository.root.resolve("foo-1.0_1.x86_64.xbps");
    byte[] signature = Files.readAllBytes(repository.root.resolve("foo-1.0_1.x86_64.xbps.sig2"));
    assertThat(
            new SignatureVerifier(TestRepository.SIGNER.publicKey())
                .verifies(Sha256.ofFile(published), signature))
        .isTrue();
    assertThat(repository.root.resolve("foo-1.0_1.x86_64.xbps.sig")).exists();
  }

  @Test
  void aReleaseIsSeenByAllAndSurvivesARestart() throws Exception {
    try (Publisher publisher = repository.open()) {
      publisher.stage(delivery(repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1")));
      ReleaseReport report = publisher.release(ARCHITECTURE, Set.of("foo", "unknown"));
      assertThat(report).isEqualTo(new ReleaseReport(List.of("foo-1.0_1"), List.of()));
    }
    try (Publisher publisher = repository.open()) {
      assertThat(publisher.released(ARCHITECTURE)).isEqualTo(Map.of("foo", "foo-1.0_1"));
      assertThat(publisher.packages(ARCHITECTURE))
          .containsExactly(
              new PublishedPackage("", "bar", "bar-1.0_1", "bar", true),
              new PublishedPackage("", "foo", "foo-1.0_1", "foo", false));
    }
  }

  @Test
  void everyWritingOfAnIndexHasALaterSecond() throws Exception {
    try (Publisher publisher = repository.open()) {
      long last = 0;
      for (int i = 1; i <= 4; i++) {
        publisher.stage(delivery(repository.packaged("foo-1.0_" + i)));
        Path file = repository.root.resolve("x86_64-repodata");
        long second = Files.getLastModifiedTime(file).toMillis() / 1000;
        assertThat(second).isGreaterThan(last);
        last = second;
      }
    }
  }

  @Test
  void aFileNameNeverHasTwoContents() throws Exception {
    Path first = repository.packaged("foo-1.0_1");
    Path other = repository.packaged("foo-1.0_1", "other", properties -> properties);
    try (Publisher publisher = repository.open()) {
      publish(publisher, first);
      assertThatThrownBy(() -> publisher.stage(delivery(other)))
          .isInstanceOf(PackageRejected.class)
          .hasMessageStartingWith("foo-1.0_1.x86_64.xbps refused: ")
          .hasMessageContaining("raise the revision");
      publish(publisher, repository.packaged("foo-2.0_1"));
      Path reverting =
          repository.packaged(
              "foo-1.0_1", "again", properties -> properties.with("reverts", List.of("2.0_1")));
      assertThatThrownBy(() -> publisher.stage(delivery(reverting)))
          .hasMessageContaining("other content was published before");
    }
  }

  @Test
  void aRebuildThatDiffersOnlyInWhenAndWhereItWasBuiltIsNoNewContent() throws Exception {
    Path first = built("Monday", "text");
    Path again = built("Tuesday", "text");
    Path other = built("Wednesday", "other text");
    assertThat(Files.mismatch(first, again)).isNotNegative();
    try (Publisher publisher = Publisher.open(repository.config().withEarlyCutOff(true))) {
      publish(publisher, first);
      StagedPackage staged = publisher.stage(delivery(again)).getFirst();
      assertThat(staged.unchanged()).isTrue();
      assertThat(repository.root.resolve("foo-1.0_1.x86_64.xbps")).hasSameBinaryContentAs(first);
      assertThat(index().stage()).isEmpty();
      assertThat(publisher.receipt("foo", "1.0_1", ARCHITECTURE))
          .extracting(ReceiptLine::step)
          .endsWith("unchanged");
      assertThatThrownBy(() -> publisher.stage(delivery(other)))
          .isInstanceOf(PackageRejected.class)
          .hasMessageContaining(
              "it was published before, and property installed_size, usr/share/foo differs");
    }
  }

  private Path built(String when, String content) throws IOException {
    return repository.packaged(
        "foo-1.0_1",
        content,
        properties -> properties.with("build-date", when).with("source-revisions", "foo:" + when));
  }

  @Test
  void aDeliveryThatIsRepeatedBeforeItsReleaseIsNoRebuild() throws Exception {
    Path first = built("Monday", "text");
    try (Publisher publisher = Publisher.open(repository.config().withEarlyCutOff(true))) {
      publisher.stage(delivery(first));
      assertThat(publisher.stage(delivery(first)).getFirst().unchanged()).isFalse();
    }
  }

  @Test
  void anOlderVersionIsRefusedUnlessItReverts() throws Exception {
    Path reverting =
        repository.packaged(
            "foo-1.5_1", "1.5", properties -> properties.with("reverts", List.of("2.0_1")));
    try (Publisher publisher = repository.open()) {
      publish(publisher, repository.packaged("foo-2.0_1"));
      assertThatThrownBy(() -> publisher.stage(delivery(repository.packaged("foo-1.0_1"))))
          .hasMessageContaining("the repository has foo-2.0_1, which counts as newer");
      publish(publisher, reverting);
      assertThat(publisher.released(ARCHITECTURE)).isEqualTo(Map.of("foo", "foo-1.5_1"));
      assertThatThrownBy(() -> publisher.stage(delivery(repository.packaged("foo-2.0_1"))))
          .isInstanceOf(PackageRejected.class);
    }
  }

  @Test
  void nothingOfADeliveryWithABadPackageEnters() throws Exception {
    Path good = repository.packaged("good-1.0_1");
    Path cut = repository.packaged("bad-1.0_1");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 100));
    Path renamed = repository.packaged("foo-1.0_1");
    Files.move(renamed, renamed.resolveSibling("foo-2.0_1.x86_64.xbps"));
    Path bare =
        repository.packaged(
            "bare-1_1", "", properties -> properties.with("run_depends", List.of("x")));
    Path unversioned =
        repository.packaged(
            "virt-1_1", "", properties -> properties.with("provides", List.of("x")));
    Path foreign =
        repository.packaged("arm-1_1", "", properties -> properties.with("architecture", "armv7l"));
    try (Publisher publisher = repository.open()) {
      var refusals =
          Map.of(
              cut,
              "no sound package",
              renamed.resolveSibling("foo-2.0_1.x86_64.xbps"),
              "properties say that it is foo-1.0_1",
              bare,
              "whose package name no client can tell",
              unversioned,
              "has no version",
              foreign,
              "it is for armv7l, but was delivered for x86_64");
      for (var refusal : refusals.entrySet()) {
        assertThatThrownBy(() -> publisher.stage(delivery(good, refusal.getKey())))
            .isInstanceOf(PackageRejected.class)
            .hasMessageContaining(refusal.getValue());
      }
      assertThat(publisher.published(ARCHITECTURE)).isEmpty();
      assertThat(repository.root.resolve("good-1.0_1.x86_64.xbps")).doesNotExist();
    }
  }

  @Test
  void manyDeliveriesAtOnceShareWritings() throws Exception {
    var files = new ArrayList<Path>();
    for (int i = 0; i < 40; i++) {
      files.add(repository.packaged("p" + i + "-1.0_1"));
    }
    try (Publisher publisher = repository.open();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var deliveries = new ArrayList<Callable<List<StagedPackage>>>();
      files.forEach(file -> deliveries.add(() -> publisher.stage(delivery(file))));
      for (var result : executor.invokeAll(deliveries)) {
        assertThat(result.get()).hasSize(1);
      }
      assertThat(publisher.published(ARCHITECTURE)).hasSize(40);
      assertThat(index().stage()).hasSize(40);
    }
  }

  @Test
  void noarchPackagesAreBuiltByManyAndTheFirstOneCounts() throws Exception {
    Path first =
        repository.packaged(
            "doc-1_1", "one", properties -> properties.with("architecture", "noarch"));
    Path second =
        repository.packaged(
            "doc-1_1", "two", properties -> properties.with("architecture", "noarch"));
    try (Publisher publisher = repository.open()) {
      StagedPackage staged = publisher.stage(delivery(first)).getFirst();
      var again = new Delivery("i686", "", List.of(second));
      assertThat(publisher.stage(again)).containsExactly(staged);
      assertThat(publisher.published("i686")).isEqualTo(Map.of("doc", "doc-1_1"));
    }
  }

  @Test
  void whatACrashLeftIsMended() throws Exception {
    try (Publisher publisher = repository.open()) {
      publish(publisher, repository.packaged("foo-1.0_1"));
    }
    Path signature = repository.root.resolve("foo-1.0_1.x86_64.xbps.sig2");
    byte[] before = Files.readAllBytes(signature);
    Files.delete(signature);
    Path temporary = Files.writeString(repository.root.resolve(".slipway-x86_64-repodata.1f"), "");
    Files.delete(repository.root.resolve(".slipway/ledger"));
    try (Publisher publisher = repository.open()) {
      assertThat(signature).hasBinaryContent(before);
      assertThat(temporary).doesNotExist();
      Path other = repository.packaged("foo-1.0_1", "other", properties -> properties);
      assertThatThrownBy(() -> publisher.stage(delivery(other)))
          .isInstanceOf(PackageRejected.class);
    }
  }

  @Test
  void aTreeHasOnePublisher() throws Exception {
    try (Publisher publisher = repository.open()) {
      assertThat(publisher.mirrors()).hasSize(1);
      assertThatThrownBy(() -> repository.open())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another publisher has it");
    }
  }
}
