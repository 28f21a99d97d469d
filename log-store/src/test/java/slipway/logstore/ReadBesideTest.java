package slipway.logstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that one process writes can be read by others.
class ReadBesideTest {
  private static final LogStoreOptions OPTIONS = LogStoreOptions.defaults().withFreeBytesMin(0);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void aReaderSeesWhatWasWrittenWhileTheWriterGoesOn() throws Exception {
    byte[] printed = RandomLog.bytes(new SplittableRandom(1), 900_000);
    try (var writer = LogStore.open(directory, OPTIONS)) {
      writer.append(1, 0, printed);
      writer.close(1, printed.length);
      writer.pack();
      writer.append(2, 0, "needle in an open log\n".getBytes(UTF_8));
      try (var reader = LogStore.openForReading(directory, OPTIONS)) {
        assertThat(reader.length(1)).isEqualTo(printed.length);
        assertThat(reader.read(1, 700_000, 100)).isEqualTo(writer.read(1, 700_000, 100));
        assertThat(reader.search(SearchQuery.literal("needle in")).stream()).hasSize(1);
        assertThat(reader.upkeep().stats().logBytes()).isEqualTo(printed.length + 22L);
        assertThat(reader.upkeep().verify().damage()).isEmpty();
      }
    }
  }

  @Test
  void aFollowerInAnotherProcessSeesWhatIsAppendedUntilTheLogIsClosed() throws Exception {
    try (var writer = LogStore.open(directory, OPTIONS)) {
      writer.append(1, 0, "one\n".getBytes(UTF_8));
      try (var reader = LogStore.openForReading(directory, OPTIONS);
          var follower = reader.follow(1, 0)) {
        assertThat(follower.next(PATIENCE).orElseThrow()).isEqualTo("one\n".getBytes(UTF_8));
        writer.append(1, 4, "two\n".getBytes(UTF_8));
        assertThat(follower.next(PATIENCE).orElseThrow()).isEqualTo("two\n".getBytes(UTF_8));
        writer.close(1, 8);
        assertThat(follower.next(PATIENCE)).isEmpty();
        assertThat(follower.ended()).isTrue();
      }
    }
  }

  @Test
  void aReaderWritesNothing() throws Exception {
    try (var writer = LogStore.open(directory, OPTIONS)) {
      writer.append(1, 0, "one\n".getBytes(UTF_8));
      try (var reader = LogStore.openForReading(directory, OPTIONS)) {
        assertThatThrownBy(() -> reader.append(1, 4, "two\n".getBytes(UTF_8)))
            .isInstanceOf(LogStoreFailed.class)
            .hasMessageContaining("open for reading alone");
        assertThatThrownBy(reader::pack).hasMessageContaining("open for reading alone");
      }
      assertThat(writer.append(1, 4, "two\n".getBytes(UTF_8))).isEqualTo(8);
    }
  }

  @Test
  void aDirectoryWithoutAStoreIsNotMadeOneByReadingIt() {
    assertThatThrownBy(() -> LogStore.openForReading(directory, OPTIONS))
        .isInstanceOf(LogStoreFailed.class)
        .hasMessageContaining("Cannot open the log store");
    assertThat(directory).isEmptyDirectory();
  }
}
