package slipway.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Any file of a store with a flipped bit, or cut short: the store is refused with a reason, or
/// opens and gives no byte that was not printed; what it cannot give is named.
class DamagedFilesTest {
  private static final LogStoreOptions OPTIONS = LogStoreOptions.defaults().withFreeBytesMin(0);
  private static final int LOGS = 40;
  private static final long SEEDS = Long.getLong("slipway.logs.damages", 24);

  @TempDir static Path scratch;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, SEEDS);
  }

  private static byte[] printed(long attempt) {
    return RandomLog.bytes(new SplittableRandom(attempt), 20_000 + (int) attempt * 3_000);
  }

  /// Some logs packed and in table files, some in the write-ahead log alone.
  @BeforeAll
  static void fill() throws Exception {
    var directory = scratch.resolve("whole");
    try (var store = LogStore.open(directory, OPTIONS)) {
      write(store, 0, LOGS / 2);
      store.pack();
    }
    var copied = scratch.resolve("killed");
    try (var store = LogStore.open(directory, OPTIONS)) {
      write(store, LOGS / 2, LOGS);
      copy(directory, copied); // as if it was killed here
    }
  }

  private static void write(LogStore store, long from, long to) {
    for (long attempt = from; attempt < to; attempt++) {
      byte[] bytes = printed(attempt);
      store.append(attempt, 0, bytes);
      if (attempt % 4 > 0) {
        store.close(attempt, bytes.length);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aDamagedFileCostsWhatItHeldAndNothingElse(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var directory = scratch.resolve("seed-" + seed);
    copy(scratch.resolve(random.nextBoolean() ? "whole" : "killed"), directory);
    String damage = damage(directory, random);
    try (var store = LogStore.open(directory, OPTIONS)) {
      var unreadable = new ArrayList<Long>();
      for (long attempt = 0; attempt < LOGS; attempt++) {
        if (store.info(attempt).isPresent() && !isReadable(store, attempt, damage)) {
          unreadable.add(attempt);
        }
      }
      var report = store.upkeep().verify();
      if (!unreadable.isEmpty()) {
        assertThat(report.whole()).as("%s: %s", damage, unreadable).isFalse();
      }
      try (var hits = store.search(SearchQuery.literal("file7").atMost(100_000))) {
        hits.forEachRemaining(hit -> assertThat(hit.text()).contains("file7"));
      }
    } catch (LogStoreFailed refused) {
      assertThat(refused).as(damage).hasMessageContaining(directory.toString());
    } finally {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String damage(Path directory, SplittableRandom random) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(directory)) {
      files = found.filter(file -> file.toFile().length() > 0).sorted().toList();
    }
    var file = files.get(random.nextInt(files.size()));
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long at = random.nextLong(bytes.length());
      if (random.nextInt(3) == 0) {
        bytes.setLength(at);
        return "%s cut at %d".formatted(file.getFileName(), at);
      }
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 1 << random.nextInt(8));
      return "%s flipped at %d".formatted(file.getFileName(), at);
    }
  }

  /// True if all of the log's bytes are there; never is one of them wrong.
  private static boolean isReadable(LogStore store, long attempt, String damage) {
    byte[] expected = printed(attempt);
    boolean whole = true;
    long offset = 0;
    while (offset < expected.length) {
      try {
        byte[] read = store.read(attempt, offset, 1 << 20);
        if (read.length == 0) {
          return false; // its end is lost
        }
        int end = (int) offset + read.length;
        assertThat(Arrays.mismatch(read, 0, read.length, expected, (int) offset, end))
            .as("%s, attempt %d", damage, attempt)
            .isEqualTo(-1);
        offset = end;
      } catch (LogDamaged damaged) {
        whole = false;
        offset = Math.max(offset + 1, damaged.resumeOffset());
      }
    }
    return whole;
  }
}
