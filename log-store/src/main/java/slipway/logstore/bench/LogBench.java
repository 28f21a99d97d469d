package slipway.logstore.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import slipway.logstore.SearchQuery;

/// `slipway bench logs`: the log store against files compressed with `zstd -3` and searched with
/// `zstdcat` and `grep`, on the same generated logs, in the same run. What the figures mean is told
/// in docs/log-store.md.
public final class LogBench {
  /// What to do: all in one process, or a part in each, which must share a directory.
  public enum Part {
    ALL,
    /// Make the logs, and the plain files.
    CORPUS,
    /// Append them to a store.
    INGEST,
    /// Search in the store, and in the plain files.
    SEARCH,
    /// Follow one log with many readers while it grows; needs no generated logs.
    FOLLOW
  }

  private static final int TAIL_LINES = 1000;
  private static final int NATURAL_SEARCHES = 20;
  private static final String COMMON = "warning: ";
  private static final String REGEX = "conflicting types for '[a-z]+_frobnicate_[a-z]+'";

  private final long seed;
  private final Part part;
  private final PrintWriter progress;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  private LogBench(long seed, Part part, PrintWriter progress) {
    this.seed = seed;
    this.part = part;
    this.progress = progress;
  }

  /// Measures, and tells `progress` what it does.
  ///
  /// @param directory where files are made, and kept; null for a temporary one
  /// @return the figures by name, with their units in the names
  public static Map<String, Object> run(
      double gigabytes, long seed, @Nullable Path directory, Part part, PrintWriter progress)
      throws Exception {
    var bench = new LogBench(seed, part, progress);
    long bytes = (long) (gigabytes * 1e9);
    if (directory != null) {
      bench.measure(directory, bytes);
      return bench.figures;
    }
    var scratch = Files.createTempDirectory("slipway-bench-logs-");
    try {
      bench.measure(scratch, bytes);
    } finally {
      deleteTree(scratch);
    }
    return bench.figures;
  }

  private void measure(Path directory, long bytes) throws Exception {
    if (part == Part.ALL || part == Part.FOLLOW) {
      follow(directory.resolve("followed"));
    }
    if (part == Part.FOLLOW) {
      return;
    }
    say("making the logs");
    try (var corpus = Corpus.make(directory, new LogGenerator(seed), seed, bytes)) {
      figures.put("raw_mb", corpus.bytes() / 1e6);
      figures.put("logs", corpus.logs());
      var plain = new PlainFiles(directory.resolve("plain-%d-%d".formatted(seed, bytes)));
      say("compressing them with zstd -3, each into a file");
      plain
          .write(corpus)
          .ifPresent(
              taken -> figures.put("plain_write_mb_per_second", corpus.bytes() / 1e6 / taken));
      var store = directory.resolve("store-%d-%d".formatted(seed, bytes));
      if (part == Part.ALL || part == Part.INGEST) {
        deleteTree(store);
        ingest(store, corpus, plain);
      }
      if (part == Part.ALL || part == Part.SEARCH) {
        search(store, corpus, plain);
      }
    }
  }

  private void follow(Path directory) throws Exception {
    say("following one log, %d times".formatted(FollowRun.FOLLOWERS));
    deleteTree(directory);
    var delays = new FollowRun(directory).delays().stream().sorted().toList();
    figures.put("followers", FollowRun.FOLLOWERS);
    figures.put("follow_delay_p50_ms", delays.get(delays.size() / 2));
    figures.put("follow_delay_p99_ms", delays.get(delays.size() * 99 / 100));
    figures.put("follow_delay_max_ms", delays.getLast());
  }

  private void ingest(Path directory, Corpus corpus, PlainFiles plain) throws Exception {
    say("appending them to the log store");
    double cpuBefore = cpuSeconds();
    var ingested = new StoreRun(directory).ingest(corpus);
    figures.put("ingest_cpu_seconds_per_gb", (cpuSeconds() - cpuBefore) / (corpus.bytes() / 1e9));
    double rawMegabytes = corpus.bytes() / 1e6;
    var stats = ingested.stats();
    double plainBytes = plain.bytes();
    figures.put("ingest_mb_per_second", rawMegabytes / ingested.acknowledgedSeconds());
    figures.put("ingest_packed_mb_per_second", rawMegabytes / ingested.packedSeconds());
    figures.put("plain_bytes", plain.bytes());
    figures.put("store_bytes", stats.dataBytes() + stats.indexBytes());
    figures.put("data_bytes_ratio", stats.dataBytes() / plainBytes);
    figures.put("index_bytes_ratio", stats.indexBytes() / plainBytes);
    figures.put("bytes_ratio", (stats.dataBytes() + stats.indexBytes()) / plainBytes);
    figures.put("peak_resident_mb_ingest", peakResidentMegabytes());
  }

  private void search(Path directory, Corpus corpus, PlainFiles plain) throws Exception {
    say("opening the store again, and searching");
    int longest = corpus.longest();
    try (var opened = new StoreRun.Opened(directory)) {
      figures.put("open_seconds", opened.openSeconds);
      double rare = searched("rare_literal", opened, SearchQuery.literal(Corpus.RARE));
      double regex = searched("regex", opened, SearchQuery.regex(REGEX));
      double common = searched("common_literal", opened, SearchQuery.literal(COMMON));
      naturalSearches(opened);
      double tail = opened.tailMillis(longest, TAIL_LINES);
      figures.put("tail_1000_lines_ms", tail);
      figures.put("peak_resident_mb", peakResidentMegabytes());
      say("searching the files with zstdcat and grep");
      compared("rare_literal", rare, plain.searchMillis("-F", Corpus.RARE));
      compared("regex", regex, plain.searchMillis("-E", REGEX));
      compared("common_literal", common, plain.searchMillis("-F -m 1000", COMMON));
      compared("tail_1000_lines", tail, plain.tailMillis(longest, TAIL_LINES));
      ripgrep("rare_literal", rare, plain.ripgrepMillis("-F", Corpus.RARE));
      ripgrep("regex", regex, plain.ripgrepMillis("", REGEX));
    }
  }

  private double searched(String name, StoreRun.Opened opened, SearchQuery query) {
    var searched = opened.search(query);
    figures.put(name + "_ms", searched.millis());
    figures.put(name + "_first_time_ms", searched.firstMillis());
    figures.put(name + "_first_hit_ms", searched.firstHitMillis());
    figures.put(name + "_hits", searched.hits());
    figures.put(name + "_scanned_mb", searched.bytesScanned() / 1e6);
    return searched.millis();
  }

  /// Names of functions, as somebody would look for them: each is in the logs of one package of two
  /// thousand.
  private void naturalSearches(StoreRun.Opened opened) {
    var random = new SplittableRandom(seed);
    var times = new ArrayList<Double>();
    for (int search = 0; search < NATURAL_SEARCHES; search++) {
      var words = new Words(seed, random.nextInt(LogGenerator.PACKAGES));
      String function = words.functions[random.nextInt(words.functions.length)];
      times.add(opened.search(SearchQuery.literal(function)).millis());
    }
    figures.put("function_name_ms", StoreRun.median(times));
    figures.put(
        "function_name_slowest_ms", times.stream().mapToDouble(time -> time).max().orElse(0));
  }

  private void compared(String name, double ours, double plain) {
    figures.put("plain_" + name + "_ms", plain);
    figures.put(name + "_speedup", plain / ours);
  }

  private void ripgrep(String name, double ours, OptionalDouble millis) {
    millis.ifPresent(taken -> {
      figures.put("ripgrep_" + name + "_ms", taken);
      figures.put("ripgrep_" + name + "_speedup", taken / ours);
    });
  }

  private void say(String what) {
    progress.println(what);
    progress.flush();
  }

  /// Processor time of this process so far.
  private static double cpuSeconds() {
    var cpu = ProcessHandle.current().info().totalCpuDuration();
    return cpu.map(duration -> duration.toMillis() / 1e3).orElse(0.0);
  }

  /// The most memory that this process has had, from proc(5).
  private static double peakResidentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1000.0)
        .findFirst()
        .orElse(0);
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// The figures as one line of JSON.
  public static String json(Map<String, Object> figures) {
    return figures.entrySet().stream()
        .map(figure -> "\"%s\": %s".formatted(figure.getKey(), text(figure.getValue())))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /// A figure for people: with a few decimals.
  public static String text(Object value) {
    return value instanceof Double real
        ? String.format(Locale.ROOT, "%.3f", real)
        : value.toString();
  }
}
