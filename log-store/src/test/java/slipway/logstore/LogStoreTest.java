package slipway.logstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path directory;
  private LogStore store;

  @BeforeEach
  void open() {
    store = LogStore.open(directory.resolve("logs"), options());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static LogStoreOptions options() {
    return LogStoreOptions.defaults().withClock(InstantSource.fixed(NOW)).withFreeBytesMin(0);
  }

  private void reopen() {
    store.close();
    open();
  }

  private long append(long attempt, String text) {
    return store.append(attempt, store.length(attempt), text.getBytes(UTF_8));
  }

  private String text(long attempt, long offset) {
    return new String(store.read(attempt, offset, 1 << 20), UTF_8);
  }

  @Test
  void whatWasAppendedIsReadAgainAfterReopening() {
    append(7, "=> zlib-1.3.1_1: running do_build\n");
    append(7, "cc -O2 -c adler32.c\n");
    reopen();
    assertThat(text(7, 0)).isEqualTo("=> zlib-1.3.1_1: running do_build\ncc -O2 -c adler32.c\n");
    assertThat(text(7, 34)).isEqualTo("cc -O2 -c adler32.c\n");
    assertThat(append(7, "done")).isEqualTo(58);
    assertThat(store.info(7)).contains(new LogInfo(7, 58, 3, NOW, java.util.Optional.empty()));
  }

  @Test
  void aRepeatedChunkChangesNothingAndIsAcknowledged() {
    byte[] line = "checking for gcc... gcc\n".getBytes(UTF_8);
    store.append(1, 0, line);
    assertThat(store.append(1, 0, line)).isEqualTo(line.length);
    assertThat(store.append(1, 3, new byte[] {line[3]})).isEqualTo(line.length);
    assertThat(store.length(1)).isEqualTo(line.length);
  }

  @Test
  void aGapIsRefusedWithTheOffsetThatIsWanted() {
    append(1, "abc");
    var gap = catchThrowableOfType(LogGap.class, () -> store.append(1, 5, new byte[] {1}));
    assertThat(gap.wantedOffset()).isEqualTo(3);
    assertThat(gap).hasMessageContaining("Send it again from offset 3");
    assertThat(
            catchThrowableOfType(LogGap.class, () -> store.append(2, 9, new byte[1]))
                .wantedOffset())
        .isZero();
  }

  @Test
  void otherBytesAtAStoredOffsetAreRefusedAndTheFirstOnesKept() {
    append(1, "abcdef");
    var conflict =
        catchThrowableOfType(LogConflict.class, () -> store.append(1, 2, "cdXfgh".getBytes(UTF_8)));
    assertThat(conflict.offset()).isEqualTo(4);
    assertThat(text(1, 0)).isEqualTo("abcdef");
  }

  @Test
  void aClosedLogTakesNoMoreButStillAnswersARepeatedChunk() {
    append(1, "abc\n");
    store.close(1, 4);
    store.close(1, 4);
    assertThat(store.append(1, 0, "abc\n".getBytes(UTF_8))).isEqualTo(4);
    assertThatThrownBy(() -> append(1, "more"))
        .isInstanceOf(LogConflict.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store.close(1, 3)).isInstanceOf(LogConflict.class);
    reopen();
    assertThatThrownBy(() -> append(1, "more")).isInstanceOf(LogConflict.class);
    assertThat(store.info(1).orElseThrow().closedAt()).contains(NOW);
    assertThat(store.info(1).orElseThrow().lines()).isEqualTo(1);
  }

  @Test
  void aLogCannotBeClosedBeforeAllOfItIsThere() {
    append(1, "abc");
    assertThat(catchThrowableOfType(LogGap.class, () -> store.close(1, 10)).wantedOffset())
        .isEqualTo(3);
    assertThat(store.info(1).orElseThrow().closed()).isFalse();
  }

  @Test
  void anAttemptThatPrintedNothingHasAnEmptyClosedLog() {
    store.close(5, 0);
    assertThat(store.info(5).orElseThrow().closed()).isTrue();
    assertThat(store.read(5, 0, 10)).isEmpty();
    assertThat(store.tail(5, 10).lines()).isEmpty();
  }

  @Test
  void aLogThatNeverWasIsUnknown() {
    assertThat(store.info(99)).isEmpty();
    assertThat(store.length(99)).isZero();
    assertThatThrownBy(() -> store.read(99, 0, 1)).isInstanceOf(LogUnknown.class);
    assertThatThrownBy(() -> store.append(-1, 0, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyLinesAreReadByNumber() {
    for (int line = 1; line <= 5000; line++) {
      append(3, "line " + line + "\n");
    }
    append(3, "and no newline");
    assertThat(store.lines(3, 2500, 2).lines())
        .extracting(LogLine::number, LogLine::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2500L, "line 2500"),
            org.assertj.core.groups.Tuple.tuple(2501L, "line 2501"));
    assertThat(store.tail(3, 2).lines())
        .extracting(LogLine::text)
        .containsExactly("line 5000", "and no newline");
    assertThat(store.lines(3, 1, 1).lines().getFirst().offset()).isZero();
    assertThat(store.lines(3, 6000, 5).lines()).isEmpty();
    assertThat(store.lines(3, 1, 1).total()).isEqualTo(5001);
  }

  @Test
  void aVeryLongLineIsCutAndTheNextOneStillFound() {
    append(4, "short\n");
    append(4, "x".repeat(3 * LogStore.LINE_BYTES_MAX));
    append(4, "\nafter\n");
    var lines = store.lines(4, 1, 10).lines();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1).whole()).isFalse();
    assertThat(lines.get(1).bytes()).hasSize(LogStore.LINE_BYTES_MAX);
    assertThat(lines.get(2).text()).isEqualTo("after");
    assertThat(lines.get(2).number()).isEqualTo(3);
  }

  @Test
  void aFollowerGetsEveryByteAndEndsWithTheLog() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var followers =
          IntStream.range(0, 20)
              .mapToObj(_ -> CompletableFuture.supplyAsync(() -> readToEnd(11), threads))
              .toList();
      var printed = new StringBuilder();
      for (int line = 0; line < 500; line++) {
        String text = "CC src/file" + line + ".o\n";
        printed.append(text);
        append(11, text);
      }
      store.close(11, store.length(11));
      for (var follower : followers) {
        assertThat(follower.get()).isEqualTo(printed.toString());
      }
    }
  }

  private String readToEnd(long attempt) {
    var read = new StringBuilder();
    try (var follower = store.follow(attempt, 0)) {
      while (!follower.ended()) {
        follower
            .next(Duration.ofSeconds(20))
            .ifPresent(bytes -> read.append(new String(bytes, UTF_8)));
      }
      return read.toString();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void aFollowerWaitsNoLongerThanItWasTold() throws Exception {
    append(1, "abc");
    try (var follower = store.follow(1, 3)) {
      assertThat(follower.next(Duration.ofMillis(20))).isEmpty();
      assertThat(follower.ended()).isFalse();
    }
  }

  @Test
  void appendsOfManyThreadsToManyLogsAllArrive() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writers = new ArrayList<CompletableFuture<Void>>();
      for (int attempt = 0; attempt < 200; attempt++) {
        long log = attempt;
        writers.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int line = 0; line < 20; line++) {
                    append(log, "attempt " + log + " line " + line + "\n");
                  }
                  store.close(log, store.length(log));
                },
                threads));
      }
      CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get();
    }
    for (int attempt = 0; attempt < 200; attempt++) {
      assertThat(store.lines(attempt, 20, 1).lines().getFirst().text())
          .isEqualTo("attempt " + attempt + " line 19");
    }
  }

  @Test
  void aStoreThatIsOpenElsewhereSaysWhoHoldsIt() {
    assertThatThrownBy(() -> LogStore.open(directory.resolve("logs"), options()))
        .isInstanceOf(LogStoreFailed.class)
        .hasMessageContaining("locked by process " + ProcessHandle.current().pid());
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("a-file"));
    assertThatThrownBy(() -> LogStore.open(file.resolve("logs"), options()))
        .isInstanceOf(LogStoreFailed.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void anAppendIsRefusedWhileTheDiskIsNearlyFullAndReadsGoOn() {
    append(1, "abc\n");
    store.close();
    store = LogStore.open(directory.resolve("logs"), options().withFreeBytesMin(Long.MAX_VALUE));
    assertThatThrownBy(() -> append(1, "def"))
        .isInstanceOf(LogStoreFull.class)
        .hasMessageContaining("Free or add space");
    assertThat(text(1, 0)).isEqualTo("abc\n");
    assertThat(store.length(1)).isEqualTo(4);
    store.close();
    open();
    assertThat(append(1, "def")).isEqualTo(7);
  }
}
