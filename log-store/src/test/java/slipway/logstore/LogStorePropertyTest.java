package slipway.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogStorePropertyTest {
  private static final LogStoreOptions OPTIONS = LogStoreOptions.defaults().withFreeBytesMin(0);

  @TempDir Path directory;

  /// Chunks of any size, sent twice, overlapping, too early, with the store closed and opened
  /// between.
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void howeverALogIsCutAndRepeatedItEndsInTheBytesThatWerePrinted(long seed) {
    var random = new SplittableRandom(seed);
    byte[] printed = RandomLog.bytes(random, 300_000);
    var store = LogStore.open(directory, OPTIONS);
    long length = 0;
    while (length < printed.length) {
      int from = (int) Math.max(0, length - random.nextInt(-2000, 60_000));
      int size = random.nextInt(10) == 0 ? random.nextInt(150_000) : random.nextInt(2000);
      int to = Math.min(printed.length, from + size);
      if (from > printed.length || to < from) {
        continue;
      }
      try {
        long got = store.append(9, from, Arrays.copyOfRange(printed, from, to));
        assertThat(got).isEqualTo(Math.max(length, to));
        length = got;
      } catch (LogGap gap) {
        assertThat(from).isGreaterThan((int) length);
        assertThat(gap.wantedOffset()).isEqualTo(length);
      }
      if (random.nextInt(40) == 0) {
        store.close();
        store = LogStore.open(directory, OPTIONS);
      }
    }
    store.close(9, printed.length);
    assertThat(readAll(store, 9)).isEqualTo(printed);
    requireSameLines(store, printed, random);
    store.close();
  }

  private static void requireSameLines(LogStore store, byte[] printed, SplittableRandom random) {
    var lines = split(printed);
    assertThat(store.info(9).orElseThrow().lines()).isEqualTo(lines.size());
    for (int check = 0; check < 50; check++) {
      int from = random.nextInt(1, lines.size() + 1);
      int count = random.nextInt(1, 30);
      var expected = lines.subList(from - 1, Math.min(lines.size(), from - 1 + count));
      var got = store.lines(9, from, count).lines();
      assertThat(got).hasSize(expected.size());
      for (int at = 0; at < expected.size(); at++) {
        assertThat(got.get(at).bytes()).isEqualTo(expected.get(at));
        assertThat(got.get(at).number()).isEqualTo(from + at);
      }
    }
  }

  private static List<byte[]> split(byte[] printed) {
    var lines = new ArrayList<byte[]>();
    int start = 0;
    for (int at = 0; at < printed.length; at++) {
      if (printed[at] == '\n') {
        lines.add(Arrays.copyOfRange(printed, start, at));
        start = at + 1;
      }
    }
    if (start < printed.length) {
      lines.add(Arrays.copyOfRange(printed, start, printed.length));
    }
    return lines;
  }

  private static byte[] readAll(LogStore store, long attempt) {
    byte[] all = {};
    while (true) {
      byte[] more = store.read(attempt, all.length, 100_000);
      if (more.length == 0) {
        return all;
      }
      int filled = all.length;
      all = Arrays.copyOf(all, filled + more.length);
      System.arraycopy(more, 0, all, filled, more.length);
    }
  }
}
