package slipway.catalog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import slipway.catalog.Catalog;
import slipway.catalog.CatalogConfig;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.Target;
import slipway.catalog.plan.Plan;

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

  private final String repository;
  private final List<Target> targets;
  private final int pushes;
  private final Optional<Path> checkout;

  /// @param repository a bare git directory of templates
  /// @param pushes how many of the newest commits are replayed
  /// @param checkout a work tree whose `xbps-src dbulk-dump` is measured beside, with the xbps
  ///   tools in PATH
  public CatalogBench(
      String repository, List<Target> targets, int pushes, Optional<Path> checkout) {
    this.repository = repository;
    this.targets = List.copyOf(targets);
    this.pushes = pushes;
    this.checkout = checkout;
  }

  /// What was measured. Times end when the plan is known.
  ///
  /// @param packages in the tree
  /// @param cold with empty caches
  /// @param warm with a new process's caches, nothing to evaluate
  /// @param onePackage times of the replayed commits that changed one package, sorted
  /// @param dbulkDump times of `xbps-src dbulk-dump`, sorted; empty if it was not measured
  public record Result(
      int packages,
      int targets,
      Duration cold,
      Duration warm,
      List<Duration> onePackage,
      List<Duration> dbulkDump) {

    public Result {
      onePackage = List.copyOf(onePackage);
      dbulkDump = List.copyOf(dbulkDump);
    }

    /// One line, units in the keys.
    public String json() {
      var keys = new ArrayList<String>();
      keys.add("\"packages\": " + packages);
      keys.add("\"targets\": " + targets);
      keys.add("\"cold_seconds\": " + number(cold.toMillis() / 1000.0));
      keys.add("\"warm_seconds\": " + number(warm.toMillis() / 1000.0));
      keys.add("\"pushes\": " + onePackage.size());
      if (!onePackage.isEmpty()) {
        keys.add("\"push_p50_ms\": " + number(milliseconds(onePackage, 0.50)));
        keys.add("\"push_p95_ms\": " + number(milliseconds(onePackage, 0.95)));
      }
      if (!dbulkDump.isEmpty()) {
        keys.add("\"dbulk_dump_p50_ms\": " + number(milliseconds(dbulkDump, 0.50)));
      }
      return "{" + String.join(", ", keys) + "}";
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.2f", value);
    }

    private static double milliseconds(List<Duration> sorted, double share) {
      int rank = (int) Math.ceil(share * sorted.size());
      return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e6;
    }
  }

  /// Runs everything in a directory that is removed afterwards.
  ///
  /// @param progress takes a sentence now and then
  public Result run(Appendable progress) throws IOException {
    Path cache = Files.createTempDirectory("slipway-bench-catalog-");
    try {
      return run(cache, progress);
    } finally {
      remove(cache);
    }
  }

  private Result run(Path cache, Appendable progress) throws IOException {
    var config = CatalogConfig.of(repository, targets, cache);
    Duration cold;
    int packages;
    String head;
    long begin = System.nanoTime();
    try (Catalog catalog = Catalog.open(config)) {
      head = catalog.resolve("HEAD");
      CatalogSnapshot snapshot = catalog.at(head);
      Plan.of(snapshot, Map.of());
      cold = since(begin);
      packages = snapshot.target(targets.getFirst()).packages().size();
    }
    progress.append(
        "cold: %d packages for %d targets in %s\n".formatted(packages, targets.size(), cold));
    begin = System.nanoTime();
    try (Catalog catalog = Catalog.open(config)) {
      Plan.of(catalog.at(head), Map.of());
      Duration warm = since(begin);
      progress.append("warm: %s\n".formatted(warm));
      List<Duration> replayed = replay(catalog, head);
      progress.append("pushes of one package: %d\n".formatted(replayed.size()));
      List<Duration> dumps =
          checkout.isPresent() ? DbulkDump.measure(checkout.get(), catalog.at(head)) : List.of();
      return new Result(packages, targets.size(), cold, warm, replayed, dumps);
    }
  }

  /// Replays the newest commits, oldest first, against repositories that have everything of the
  /// commit before the first.
  private List<Duration> replay(Catalog catalog, String head) throws IOException {
    List<String> history = catalog.history(head, pushes + 1).reversed();
    CatalogSnapshot base = catalog.at(history.getFirst());
    Plan plan = Plan.of(base, published(base));
    var times = new ArrayList<Duration>();
    for (int i = 1; i < history.size(); i++) {
      long begin = System.nanoTime();
      plan = plan.after(catalog.at(history.get(i)));
      plan.builds();
      Duration time = since(begin);
      if (catalog.changed(history.get(i - 1), history.get(i)).size() == 1) {
        times.add(time);
      }
    }
    times.sort(null);
    return times;
  }

  /// What the repositories would have if everything of a tree had been built.
  private static Map<String, Map<String, String>> published(CatalogSnapshot snapshot) {
    Map<String, Map<String, String>> published = new HashMap<>();
    snapshot
        .targets()
        .forEach((target, catalog) -> {
          Map<String, String> there =
              published.computeIfAbsent(target.architecture(), _ -> new HashMap<>());
          catalog
              .packages()
              .forEach((name, definition) -> {
                for (String binary : catalog.binaryPackages(name)) {
                  there.put(binary, binary + "-" + definition.versionRevision());
                }
              });
        });
    return published;
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static void remove(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /// `CatalogBench GIT_DIR [CHECKOUT]`: prints the result as JSON.
  public static void main(String[] arguments) throws IOException {
    Optional<Path> checkout =
        arguments.length > 1 ? Optional.of(Path.of(arguments[1])) : Optional.empty();
    var bench = new CatalogBench(arguments[0], VOID_TARGETS, 200, checkout);
    System.out.println(bench.run(System.err).json());
  }
}
