package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static slipway.publisher.TestRepository.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.publisher.signer.RemoteSigner;
import slipway.publisher.signer.SignerAddress;
import slipway.publisher.signer.SignerServer;
import slipway.xbps.RsaSigner;
import slipway.xbps.Signer;

class SignerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private SignerServer start(Signer signer, int perMinute, InstantSource time) throws IOException {
    return SignerServer.start(socket(), signer, perMinute, audit(), time);
  }

  private Path socket() {
    return directory.resolve("signer.sock");
  }

  private Path audit() {
    return directory.resolve("audit");
  }

  @Test
  void aPublisherWithoutAKeySignsThroughTheSigner() throws Exception {
    var repository = new TestRepository(directory);
    try (var _ = start(TestRepository.SIGNER, 1000, InstantSource.system())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
          .isEqualTo("rw-rw----");
      var remote = RemoteSigner.connect(SignerAddress.at(socket()), PATIENCE);
      byte[] digest = new byte[32];
      assertThat(remote.sign(digest)).isEqualTo(TestRepository.SIGNER.sign(digest));
      assertThat(remote.signLegacy(digest)).isEqualTo(TestRepository.SIGNER.signLegacy(digest));
      var config = PublisherConfig.of(repository.root, List.of(), remote, "A Farm");
      try (Publisher publisher = Publisher.open(config)) {
        publish(publisher, repository.packaged("foo-1.0_1"));
      }
      assertThat(Repositories.verify(repository.root)).isEqualTo(new VerifyReport(1, List.of()));
      assertThat(Files.readAllLines(audit()))
          .hasSize(3)
          .allSatisfy(line ->
              assertThat(line).matches("[^\t]+\t(sign|legacy)\t[0-9a-f]{64}\tsigned\tsocket"));
    }
    assertThat(socket()).doesNotExist();
  }

  @Test
  void moreThanItsLimitIsRefusedUntilTimeHasPassed() throws Exception {
    var now = new Instant[] {Instant.EPOCH};
    try (var _ = start(TestRepository.SIGNER, 2, () -> now[0])) {
      var remote = RemoteSigner.connect(SignerAddress.at(socket()), Duration.ofSeconds(20));
      remote.sign(new byte[32]);
      remote.sign(new byte[32]);
      assertThatThrownBy(() -> remote.sign(new byte[32]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its limit is reached");
      now[0] = now[0].plusSeconds(31);
      assertThat(remote.sign(new byte[32])).hasSize(256);
      assertThat(Files.readString(audit())).contains("too many");
    }
  }

  @Test
  void aSignerThatIsGoneOrHasAnotherKeyIsToldApartAndOneThatIsBackIsFound() throws Exception {
    assertThatThrownBy(() -> RemoteSigner.connect(SignerAddress.at(socket()), PATIENCE))
        .hasMessageContaining("No signer answers at " + socket());
    RemoteSigner remote;
    try (var _ = start(TestRepository.SIGNER, 100, InstantSource.system())) {
      remote = RemoteSigner.connect(SignerAddress.at(socket()), PATIENCE);
      assertThatThrownBy(() -> start(TestRepository.SIGNER, 100, InstantSource.system()))
          .hasMessageContaining("Another signer answers");
    }
    assertThatThrownBy(() -> remote.sign(new byte[32]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No signer answers");
    // What a signer that was killed has left.
    Files.writeString(socket(), "");
    try (var _ = start(TestRepository.SIGNER, 100, InstantSource.system())) {
      assertThat(remote.sign(new byte[32])).hasSize(256);
    }
    try (var _ = start(RsaSigner.generate(2048), 100, InstantSource.system())) {
      assertThatThrownBy(() -> remote.sign(new byte[32]))
          .hasMessageContaining("another key than before");
    }
  }
}
