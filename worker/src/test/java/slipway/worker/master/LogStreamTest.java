package slipway.worker.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.worker.master.LogStream.Piece;

class LogStreamTest {
  private static final long FOR_EVER = Long.MAX_VALUE;

  @TempDir Path directory;

  /// A master that keeps what fits, over a way that breaks now and then with pieces and answers on
  /// it.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theMasterHasEveryByteOnceWhateverBreaks(long seed) throws Exception {
    var random = new Random(seed);
    Path log = directory.resolve("log");
    var printed = new ByteArrayOutputStream();
    var kept = new ByteArrayOutputStream();
    var stream = new LogStream(1, log, log.resolveSibling("log.durable"));
    var onTheWay = new ArrayDeque<Piece>();
    boolean ended = false;
    for (int step = 0; !stream.closed().isDone(); step++) {
      assertThat(step).as("steps until the log is closed").isLessThan(100_000);
      switch (random.nextInt(6)) {
        case 0 -> {
          if (!ended) {
            byte[] more = new byte[random.nextInt(300)];
            random.nextBytes(more);
            printed.writeBytes(more);
            Files.write(log, more, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          }
        }
        case 1 -> {
          if (random.nextInt(20) == 0) {
            onTheWay.clear();
            stream.restart();
          }
        }
        case 2 -> {
          if (step > 200 && random.nextInt(50) == 0) {
            ended = true;
            stream.end(printed.size());
          }
        }
        case 3, 4 -> stream.next(64, 1000, FOR_EVER).ifPresent(onTheWay::add);
        default ->
            Optional.ofNullable(onTheWay.poll()).ifPresent(piece -> keep(stream, piece, kept));
      }
    }
    assertThat(kept.toByteArray()).isEqualTo(printed.toByteArray());
  }

  @Test
  void afterARestartNothingIsSentThatTheMasterHas() throws Exception {
    Path log = directory.resolve("log");
    Files.writeString(log, "0123456789");
    var stream = new LogStream(1, log, log.resolveSibling("log.durable"));
    Piece question = stream.next(64, 1000, FOR_EVER).orElseThrow();
    assertThat(question.offset()).isEqualTo(10);
    assertThat(question.bytes().isEmpty()).isTrue();
    assertThat(stream.next(64, 1000, FOR_EVER)).as("no second question").isEmpty();
    stream.acknowledge(7);
    Piece rest = stream.next(64, 1000, FOR_EVER).orElseThrow();
    assertThat(rest.offset()).isEqualTo(7);
    assertThat(rest.bytes().toStringUtf8()).isEqualTo("789");
  }

  @Test
  void noMoreIsOnTheWayThanIsAllowed() throws Exception {
    Path log = directory.resolve("log");
    Files.writeString(log, "x".repeat(100));
    var stream = new LogStream(1, log, log.resolveSibling("log.durable"));
    stream.acknowledge(0);
    assertThat(stream.next(40, 60, FOR_EVER).orElseThrow().bytes().size()).isEqualTo(40);
    assertThat(stream.next(40, 60, FOR_EVER).orElseThrow().bytes().size()).isEqualTo(20);
    assertThat(stream.next(40, 60, FOR_EVER)).isEmpty();
    stream.acknowledge(40);
    assertThat(stream.next(40, 60, FOR_EVER).orElseThrow().offset()).isEqualTo(60);
  }

  @Test
  void whatWasLostWithoutAWordIsSentAgain() throws Exception {
    Path log = directory.resolve("log");
    Files.writeString(log, "x".repeat(100));
    var stream = new LogStream(1, log, log.resolveSibling("log.durable"));
    stream.acknowledge(0);
    stream.end(100);
    assertThat(stream.next(200, 1000, FOR_EVER).orElseThrow().last()).isTrue();
    assertThat(stream.next(200, 1000, FOR_EVER)).isEmpty();
    assertThat(stream.next(200, 1000, -1).orElseThrow().offset()).isZero();
  }

  private static void keep(LogStream stream, Piece piece, ByteArrayOutputStream kept) {
    int skip = (int) (kept.size() - piece.offset());
    if (skip >= 0 && skip < piece.bytes().size()) {
      kept.writeBytes(piece.bytes().substring(skip).toByteArray());
    }
    stream.acknowledge(kept.size());
    if (piece.last() && skip >= 0) {
      stream.closed().complete(Optional.empty());
    }
  }
}
