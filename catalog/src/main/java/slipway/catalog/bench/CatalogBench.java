package slipway.catalog.bench;

import java.io.Flushable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import slipway.catalog.Catalog;
import slipway.catalog.CatalogConfig;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.Target;
import slipway.catalog.plan.Plan;
import slipway.catalog.plan.Published;

/// Measures how long it takes until the plan of a real tree is known: from nothing, after a
/// restart, and after a push.
public final class CatalogBench {
  /// Void's builders.
  public static final List<Target> VOID_TARGETS =
      List.of(
              "x86_64",
              "i686",
              "x86_64-musl",
              "armv7l@x86_64",
              "armv6l@x86_64",
              "aarch64@x86_64",
              "armv7l-musl@x86_64-musl",
              "armv6l-musl@x86_64-musl",
              "aarch64-musl@x86_64-musl")
          .stream()
          .map(Target::parse)
          .toList();

  /// Where exactness is looked at: a native, a musl and a cross target.
  static final List<Target> COMPARED_TARGETS =
      Stream.of("x86_64", "x86_64-musl", "aarch64@x86_64").map(Target::parse).toList();

  private final Options options;
  private final Appendable progress;

  /// What to measure.
  ///
  /// @param repository a bare git directory of templates
  /// @param commit where the history ends that is replayed
  /// @param speed whether cold, warm and pushes are measured
  /// @param pushes how many of the newest commits are replayed
  /// @param check how many packages are compared with `xbps-src dbulk-dump` on each of three
  ///   targets; needs the xbps tools in PATH
  /// @param seed chooses these packages
  /// @param directory where the evaluations go, as `cache`, to be kept; absent for a temporary one
  public record Options(
      String repository,
      String commit,
      boolean speed,
      int pushes,
      int check,
      long seed,
      Optional<Path> directory) {}

  /// @param progress takes a sentence now and then
  public CatalogBench(Options options, Appendable progress) {
    this.options = options;
    this.progress = progress;
  }

  /// Whether the tools are in PATH that `xbps-src` needs, without which nothing can be compared.
  public static boolean canCompare() {
    return XbpsSrc.isPossible();
  }

  /// Figures by name, times in the unit that the name ends in; and in words, what differs from
  /// xbps-src.
  public record Result(SortedMap<String, Double> figures, List<String> differences) {
    public Result {
      figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
      differences = List.copyOf(differences);
    }

    /// One line, units in the keys.
    public String json() {
      return figures.entrySet().stream()
          .map(figure -> "\"%s\": %s".formatted(figure.getKey(), number(figure.getValue())))
          .collect(Collectors.joining(", ", "{", "}"));
    }

    /// A line for each.
    public List<String> lines() {
      var lines = new ArrayList<String>();
      figures.forEach((name, value) -> lines.add("%-32s %s".formatted(name, number(value))));
      lines.addAll(differences);
      return lines;
    }

    private static String number(double value) {
      return value == Math.rint(value)
          ? String.format(Locale.ROOT, "%.0f", value)
          : String.format(Locale.ROOT, "%.2f", value);
    }
  }

  /// Runs everything in a directory of its own, which is removed afterwards, or in the one that was
  /// asked for.
  public Result run() throws IOException {
    if (options.directory().isPresent()) {
      return run(Files.createDirectories(options.directory().get()));
    }
    Path directory = Files.createTempDirectory("slipway-bench-catalog-");
    try {
      return run(directory);
    } finally {
      remove(directory);
    }
  }

  private Result run(Path directory) throws IOException {
    SortedMap<String, Double> figures = new TreeMap<>();
    List<String> differences = List.of();
    List<Target> targets = options.speed() ? VOID_TARGETS : COMPARED_TARGETS;
    var config = CatalogConfig.of(options.repository(), targets, directory.resolve("cache"));
    long begin = System.nanoTime();
    try (Catalog catalog = Catalog.open(config)) {
      String head = catalog.resolve(options.commit());
      CatalogSnapshot snapshot = catalog.at(head);
      Plan.of(snapshot, Map.of());
      double cold = seconds(begin);
      figures.put("cold_seconds", cold);
      figures.put("targets", (double) targets.size());
      figures.put("packages", (double) snapshot.target(targets.getFirst()).packages().size());
      figures.put("cold_evaluations", (double) catalog.evaluations());
      int pairs = snapshot.targets().values().stream().mapToInt(t -> t.packages().size()).sum();
      figures.put("cold_processor_ms_each", cold * 1000 * config.parallelism() / pairs);
      tell("cold: %.1f s, %d evaluations".formatted(cold, catalog.evaluations()));
    }
    begin = System.nanoTime();
    try (Catalog catalog = Catalog.open(config)) {
      String head = catalog.resolve(options.commit());
      CatalogSnapshot snapshot = catalog.at(head);
      Plan.of(snapshot, Map.of());
      figures.put("warm_seconds", seconds(begin));
      tell("warm: %.2f s".formatted(seconds(begin)));
      if (options.speed()) {
        replay(catalog, head, figures);
      }
      if (options.check() > 0) {
        XbpsSrc real = XbpsSrc.checkOut(options.repository(), head, directory);
        Exactness.Result compared =
            new Exactness(real)
                .compare(snapshot, COMPARED_TARGETS, options.check(), options.seed());
        figures.put("compared", (double) compared.compared());
        figures.put("compared_skipped", (double) compared.skipped());
        figures.put("compared_different", (double) compared.differences().size());
        figures.put("dbulk_dump_p50_ms", milliseconds(compared.times(), 0.50));
        figures.put("dbulk_dump_ratio", ratio(compared.times(), figures));
        differences = compared.differences();
      }
    }
    return new Result(figures, differences);
  }

  /// Replays the newest commits, oldest first, against repositories that have everything of the
  /// commit before the first.
  private void replay(Catalog catalog, String head, SortedMap<String, Double> figures)
      throws IOException {
    List<String> history = catalog.history(head, options.pushes() + 1).reversed();
    CatalogSnapshot base = catalog.at(history.getFirst());
    Plan plan = Plan.of(base, Published.everythingOf(base));
    var times = new ArrayList<Duration>();
    for (int i = 1; i < history.size(); i++) {
      long begin = System.nanoTime();
      plan = plan.after(catalog.at(history.get(i)));
      plan.builds();
      Duration time = Duration.ofNanos(System.nanoTime() - begin);
      if (catalog.changed(history.get(i - 1), history.get(i)).size() == 1) {
        times.add(time);
      }
    }
    times.sort(null);
    figures.put("pushes", (double) times.size());
    if (!times.isEmpty()) {
      figures.put("push_p50_ms", milliseconds(times, 0.50));
      figures.put("push_p95_ms", milliseconds(times, 0.95));
      figures.put("push_max_ms", milliseconds(times, 1));
    }
    tell("pushes of one package: " + times.size());
  }

  /// How many packages were settled for a target, on one processor, in the time of one call of
  /// xbps-src: its mean against the cold run's, where all processors worked.
  private static double ratio(List<Duration> calls, Map<String, Double> figures) {
    double call = calls.stream().mapToLong(Duration::toNanos).average().orElse(0) / 1e6;
    return call / figures.getOrDefault("cold_processor_ms_each", Double.NaN);
  }

  private void tell(String sentence) throws IOException {
    progress.append(sentence).append("\n");
    if (progress instanceof Flushable out) {
      out.flush();
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static double milliseconds(List<Duration> sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
  }

  private static void remove(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
