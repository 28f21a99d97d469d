package slipway.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static slipway.publisher.TestRepository.ARCHITECTURE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptsTest {
  @TempDir private Path directory;

  @Test
  void everyStepFromTheBuildToTheMirrorIsWrittenDownForEver() throws Exception {
    var repository = new TestRepository(directory);
    try (Publisher publisher = repository.open()) {
      Path file = repository.packaged("foo-1.0_1");
      publisher.stage(new Delivery(ARCHITECTURE, "", List.of(file), "build=7 commit=abc"));
      publisher.release(ARCHITECTURE, Set.of("foo"));
      publisher.sync();
      publisher.visible(repository.mirror, ARCHITECTURE, "foo-1.0_1");
      TestRepository.publish(publisher, repository.packaged("foo-2.0_1"));
    }
    cutOffALine(repository.root.resolve(".slipway/receipts"));
    try (Publisher publisher = repository.open()) {
      List<ReceiptLine> receipt = publisher.receipt("foo", "1.0_1", ARCHITECTURE);
      assertThat(receipt)
          .extracting(ReceiptLine::step)
          .containsExactly("delivered", "signed", "staged", "released", "mirrored");
      assertThat(receipt)
          .allSatisfy(line -> assertThat(line.file()).isEqualTo("foo-1.0_1.x86_64.xbps"));
      assertThat(receipt.getFirst().detail()).contains("build=7 commit=abc", "sha256=");
      assertThat(receipt.get(3).detail()).contains("index=x86_64-repodata sha256=");
      assertThat(receipt.getLast().detail()).isEqualTo("mirror=near");
      TestRepository.publish(publisher, repository.packaged("foo-3.0_1"));
      assertThat(publisher.receipt("foo", "3.0_1", ARCHITECTURE)).hasSize(4);
      assertThat(publisher.receipt("bar", "1.0_1", ARCHITECTURE)).isEmpty();
    }
  }

  private static void cutOffALine(Path receipts) throws Exception {
    try (Stream<Path> files = Files.list(receipts)) {
      for (Path file : files.toList()) {
        Files.writeString(file, "2026-01-01T00:00:00Z\tfoo", StandardOpenOption.APPEND);
      }
    }
  }
}
