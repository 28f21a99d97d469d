package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static slipway.publisher.TestRepository.delivery;
import static slipway.publisher.TestRepository.publish;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.xbps.RsaSigner;
import slipway.xbps.Sha256;
import slipway.xbps.Signer;

class KeyChangeTest {
  private static final RsaSigner NEW = RsaSigner.generate(2048);

  @TempDir private Path directory;

  private static Publisher open(TestRepository repository, Signer signer) throws Exception {
    return Publisher.open(
        PublisherConfig.of(repository.root, List.of(repository.mirror), signer, "A Farm"));
  }

  @Test
  void aRepositoryGetsAnotherKeyAndBothArePublished() throws Exception {
    var repository = new TestRepository(directory);
    try (Publisher publisher = open(repository, TestRepository.SIGNER)) {
      publish(publisher, repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1"));
      publisher.stage(delivery(repository.packaged("staged-1.0_1")));
      publisher.sync();
    }
    Path signature = repository.root.resolve("foo-1.0_1.x86_64.xbps.sig2");
    byte[] before = Files.readAllBytes(signature);
    try (Publisher publisher = open(repository, NEW)) {
      assertThat(Files.readAllBytes(signature)).isNotEqualTo(before);
      assertThat(Repositories.verify(repository.root)).isEqualTo(new VerifyReport(3, List.of()));
      assertThat(Repositories.key(repository.root).orElseThrow().publicKey())
          .isEqualTo(NEW.publicKey());
      assertThat(publisher.sync().succeeded()).isTrue();
      assertThat(Repositories.verify(repository.mirrorDirectory()))
          .isEqualTo(new VerifyReport(3, List.of()));
    }
    for (Path root : List.of(repository.root, repository.mirrorDirectory())) {
      try (Stream<Path> keys = Files.list(root.resolve("keys"))) {
        assertThat(keys.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder(
                TestRepository.SIGNER.fingerprint() + ".plist", NEW.fingerprint() + ".plist");
      }
    }
  }

  @Test
  void aChangeThatWasKilledIsDoneAgain() throws Exception {
    var repository = new TestRepository(directory);
    try (Publisher publisher = open(repository, TestRepository.SIGNER)) {
      publish(publisher, repository.packaged("foo-1.0_1"), repository.packaged("bar-1.0_1"));
    }
    // One signature is in place, the other is not, and the index names the old key.
    Path signature = repository.root.resolve("foo-1.0_1.x86_64.xbps.sig2");
    Path file = repository.root.resolve("foo-1.0_1.x86_64.xbps");
    Files.write(signature, NEW.sign(Sha256.ofFile(file)));
    assertThat(Repositories.verify(repository.root).sound()).isFalse();
    open(repository, NEW).close();
    assertThat(Repositories.verify(repository.root)).isEqualTo(new VerifyReport(2, List.of()));
  }
}
