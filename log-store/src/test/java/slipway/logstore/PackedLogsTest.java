package slipway.logstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Logs of all sizes, some closed, some not, packed while they grow: every byte, line and hit as if
/// nothing were packed.
class PackedLogsTest {
  private static final LogStoreOptions OPTIONS = LogStoreOptions.defaults().withFreeBytesMin(0);

  @TempDir Path directory;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void packedLogsReadAndAreFoundAsTheyWerePrinted(long seed) throws Exception {
    var random = new SplittableRandom(seed);
    var printed = new TreeMap<Long, byte[]>();
    try (var store = LogStore.open(directory, OPTIONS)) {
      for (long attempt = 0; attempt < 16; attempt++) {
        int size = random.nextInt(5) == 0 ? random.nextInt(1_500_000) : random.nextInt(90_000);
        byte[] bytes = RandomLog.bytes(random, size);
        printed.put(attempt, bytes);
        append(store, attempt, bytes, random);
        if (random.nextInt(4) > 0) {
          store.close(attempt, bytes.length);
        }
      }
      requireAll(store, printed, random);
      store.pack();
      requireAll(store, printed, random);
    }
    try (var store = LogStore.open(directory, OPTIONS)) {
      requireAll(store, printed, random);
    }
  }

  private static void append(LogStore store, long attempt, byte[] bytes, SplittableRandom random) {
    int at = 0;
    while (at < bytes.length) {
      int to = Math.min(bytes.length, at + random.nextInt(1, 120_000));
      store.append(attempt, at, Arrays.copyOfRange(bytes, at, to));
      at = to;
    }
  }

  private static void requireAll(
      LogStore store, Map<Long, byte[]> printed, SplittableRandom random) {
    for (var log : printed.entrySet()) {
      byte[] bytes = log.getValue();
      assertThat(store.length(log.getKey())).isEqualTo(bytes.length);
      int at = 0;
      while (at < bytes.length) {
        byte[] read = store.read(log.getKey(), at, random.nextInt(1, 400_000));
        assertThat(Arrays.mismatch(read, Arrays.copyOfRange(bytes, at, at + read.length)))
            .isEqualTo(-1);
        at += read.length;
      }
    }
    requireLines(store, printed, random);
    for (var query :
        List.of(
            SearchQuery.literal("-c src/file77.c"),
            SearchQuery.literal("WARNING:").ignoringCase(),
            SearchQuery.literal("rc"),
            SearchQuery.regex("file(12|13)[0-9]\\.c -o file9"),
            SearchQuery.literal("is in no log"))) {
      requireHits(store, printed, query.atMost(SearchQuery.HITS_MAX));
    }
  }

  private static void requireLines(
      LogStore store, Map<Long, byte[]> printed, SplittableRandom random) {
    for (var log : printed.entrySet()) {
      var lines = lines(log.getValue());
      assertThat(store.info(log.getKey()).orElseThrow().lines()).isEqualTo(lines.size());
      for (int check = 0; check < 3; check++) {
        int from = random.nextInt(1, lines.size() + 1);
        var got = store.lines(log.getKey(), from, 3).lines();
        assertThat(got.getFirst().bytes()).isEqualTo(lines.get(from - 1));
      }
      assertThat(store.tail(log.getKey(), 1).lines().getFirst().bytes()).isEqualTo(lines.getLast());
    }
  }

  private static void requireHits(LogStore store, Map<Long, byte[]> printed, SearchQuery query) {
    var flags = query.ignoreCase() ? com.google.re2j.Pattern.CASE_INSENSITIVE : 0;
    var pattern =
        com.google.re2j.Pattern.compile(
            query.regex() ? query.pattern() : com.google.re2j.Pattern.quote(query.pattern()),
            flags);
    var expected = new ArrayList<String>();
    for (var log : printed.entrySet()) {
      var lines = lines(log.getValue());
      for (int at = 0; at < lines.size(); at++) {
        if (pattern.matcher(new String(lines.get(at), UTF_8)).find()) {
          expected.add(log.getKey() + ":" + (at + 1));
        }
      }
    }
    try (var results = store.search(query)) {
      var found = results.stream().map(hit -> hit.attempt() + ":" + hit.line()).sorted().toList();
      assertThat(found).isEqualTo(expected.stream().sorted().toList());
    }
  }

  static List<byte[]> lines(byte[] printed) {
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

  @Test
  void aTextAcrossTheCutOfAnEndlessLineIsFoundOnce() throws Exception {
    var printed = new StringBuilder();
    while (printed.length() < 1 << 20) {
      printed.append("needle").append(printed.length()).append("#".repeat(997));
    }
    byte[] bytes = printed.append('\n').toString().getBytes(UTF_8);
    try (var store = LogStore.open(directory, OPTIONS)) {
      store.append(1, 0, bytes);
      store.close(1, bytes.length);
      store.pack();
      for (int at = printed.indexOf("needle"); at >= 0; at = printed.indexOf("needle", at + 1)) {
        String needle = printed.substring(at, printed.indexOf("#", at) + 1);
        try (var results = store.search(SearchQuery.literal(needle))) {
          assertThat(results.stream()).as(needle).hasSize(1);
        }
      }
    }
  }
}
