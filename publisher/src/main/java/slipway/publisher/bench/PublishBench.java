package slipway.publisher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import slipway.publisher.Delivery;
import slipway.publisher.Layout;
import slipway.publisher.Mirror;
import slipway.publisher.PackageRejected;
import slipway.publisher.Publisher;
import slipway.publisher.PublisherConfig;
import slipway.publisher.Repositories;
import slipway.publisher.StagedPackage;
import slipway.xbps.RsaSigner;

/// Measures adding to, indexing, signing, cleaning and mirroring a repository, beside the real
/// `xbps-rindex` where it is installed. Times are in milliseconds.
public final class PublishBench {
  private static final String ARCHITECTURE = "x86_64";

  /// A publisher runs for weeks: what it does in its first second is told apart.
  private static final int WARM_UPS = 40;

  private static final int SINGLES = 40;
  private static final int REAL_SINGLES = 5;
  private static final int REPETITIONS = 3;
  private static final int INDEX_WARM_UPS = 5;
  private static final int MIRRORED = 30;
  private static final int MANY = 500;

  private final int count;
  private final Path directory;
  private final PrintWriter progress;
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final BenchPackages packages;
  private final RsaSigner signer;
  private final Path key;

  /// Numbers of packages that are new to the repositories.
  private int next;

  private PublishBench(int count, Path directory, PrintWriter progress) throws IOException {
    this.count = count;
    this.directory = directory;
    this.progress = progress;
    this.packages = new BenchPackages(directory);
    this.next = count;
    this.key = directory.resolve("key.pem");
    if (Files.notExists(key)) {
      Files.writeString(key, RsaSigner.generate(2048).privateKeyPem());
    }
    this.signer = RsaSigner.open(key, Optional.empty());
  }

  /// Makes packages, if they are not there from another run, and measures.
  ///
  /// @param count of packages in the repository
  /// @param kept where the packages go and stay; a temporary directory if null
  /// @param measure whether to measure, or only to make the packages
  public static Map<String, Object> run(
      int count, @Nullable Path kept, boolean measure, PrintWriter progress)
      throws IOException, InterruptedException, PackageRejected {
    Path directory = kept == null ? Files.createTempDirectory("slipway-bench") : kept;
    Files.createDirectories(directory);
    try {
      return new PublishBench(count, directory, progress).run(measure);
    } finally {
      if (kept == null) {
        deleteTree(directory);
      }
    }
  }

  private Map<String, Object> run(boolean measure)
      throws IOException, InterruptedException, PackageRejected {
    progress.println("making " + count + " packages");
    Path made = directory.resolve("packages");
    List<Path> files = packages.make(0, count, "1.0", made);
    BenchPackages.sign(files, signer);
    if (measure) {
      figures.put("packages", count);
      boolean real = RealIndexer.isInstalled();
      if (real) {
        measureTheirs(linked(made, "theirs"));
      } else {
        progress.println("xbps-rindex is not on the path: there is nothing to compare with");
      }
      next = count;
      measureOurs(linked(made, "ours"));
      if (real) {
        compare();
      }
    }
    return figures;
  }

  private Path linked(Path made, String name) throws IOException {
    Path repository = directory.resolve(name);
    if (Files.exists(repository)) {
      deleteTree(repository);
    }
    Files.createDirectories(repository);
    try (Stream<Path> files = Files.list(made)) {
      for (Path file : files.toList()) {
        Files.createLink(repository.resolve(file.getFileName()), file);
      }
    }
    return repository;
  }

  private void measureTheirs(Path repository)
      throws IOException, InterruptedException, PackageRejected {
    progress.println("xbps-rindex");
    var real = new RealIndexer();
    List<Path> all = packagesIn(repository);
    put(
        "theirs_add_all_ms",
        median(
            REPETITIONS,
            () -> {
              Files.deleteIfExists(repository.resolve(ARCHITECTURE + "-repodata"));
              return real.add(all);
            }));
    put("theirs_add_1_ms", median(REAL_SINGLES, () -> real.add(fresh(1, repository))));
    put("theirs_add_10_ms", median(REPETITIONS, () -> real.add(fresh(10, repository))));
    put("theirs_add_500_ms", median(REPETITIONS, () -> real.add(fresh(MANY, repository))));
    put("theirs_clean_ms", real.clean(repository));
    figures.put("theirs_peak_mib", real.peakBytes() >> 20);
    List<Path> unsigned = fresh(MANY, repository);
    put(
        "theirs_sign_500_ms",
        median(
            REPETITIONS,
            () -> {
              deleteSignatures(unsigned);
              return new RealIndexer().sign(key, unsigned);
            }));
  }

  /// Does something and says how many milliseconds that took.
  @FunctionalInterface
  private interface Timed {
    double run() throws IOException, InterruptedException, PackageRejected;
  }

  private static double median(int times, Timed timed)
      throws IOException, InterruptedException, PackageRejected {
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      millis[i] = timed.run();
    }
    return percentile(millis, 50);
  }

  private static void deleteSignatures(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".sig2"));
    }
  }

  /// New packages.
  private List<Path> fresh(int size, Path where) throws IOException {
    List<Path> made = packages.make(next, next + size, "1.0", where);
    next += size;
    return made;
  }

  private static List<Path> packagesIn(Path repository) throws IOException {
    try (Stream<Path> files = Files.list(repository)) {
      return files.filter(file -> file.toString().endsWith(".xbps")).sorted().toList();
    }
  }

  private void measureOurs(Path repository)
      throws IOException, InterruptedException, PackageRejected {
    progress.println("slipway");
    put("ours_add_all_cold_ms", indexed(repository));
    for (int i = 0; i < INDEX_WARM_UPS; i++) {
      indexed(repository);
    }
    put("ours_add_all_ms", median(REPETITIONS, () -> indexed(repository)));
    Path delivered = directory.resolve("delivered");
    if (Files.exists(delivered)) {
      deleteTree(delivered);
    }
    Path mirrored = directory.resolve("mirror");
    if (Files.exists(mirrored)) {
      deleteTree(mirrored);
    }
    try (var daemon = RsyncDaemon.start(mirrored, directory)) {
      var mirror = new Mirror("loopback", daemon.url());
      long begin = System.nanoTime();
      try (Publisher publisher = Publisher.open(config(repository, mirror))) {
        put("ours_open_ms", since(begin));
        measureAdding(publisher, delivered);
        measureMirroring(publisher, mirror, delivered);
        begin = System.nanoTime();
        publisher.clean();
        put("ours_clean_ms", since(begin));
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        figures.put("ours_heap_mib", used >> 20);
      }
    }
  }

  private static double indexed(Path repository) throws IOException, InterruptedException {
    Files.deleteIfExists(repository.resolve(ARCHITECTURE + "-repodata"));
    long begin = System.nanoTime();
    Repositories.index(repository, ARCHITECTURE);
    return since(begin);
  }

  private PublisherConfig config(Path repository, Mirror mirror) {
    return new PublisherConfig(
        repository,
        Layout.ONE_DIRECTORY,
        List.of(mirror),
        signer,
        "Bench",
        false,
        Duration.ZERO,
        Duration.ofMinutes(10),
        0,
        InstantSource.system());
  }

  private void measureAdding(Publisher publisher, Path delivered)
      throws IOException, InterruptedException, PackageRejected {
    double[] singles = new double[SINGLES];
    for (int i = -WARM_UPS; i < SINGLES; i++) {
      double millis = added(publisher, fresh(1, delivered));
      if (i >= 0) {
        singles[i] = millis;
      }
    }
    put("ours_add_1_ms", percentile(singles, 50));
    put("ours_add_1_p95_ms", percentile(singles, 95));
    put("ours_add_10_ms", median(REPETITIONS, () -> added(publisher, fresh(10, delivered))));
    put("ours_add_500_ms", median(REPETITIONS, () -> added(publisher, fresh(MANY, delivered))));
    List<Path> unsigned = fresh(MANY, delivered);
    put("ours_sign_500_ms", median(REPETITIONS, () -> signed(unsigned)));
  }

  /// As `xbps-rindex --sign-pkg` does it, and each signature durable.
  private double signed(List<Path> files) throws IOException {
    deleteSignatures(files);
    long begin = System.nanoTime();
    BenchPackages.sign(files, signer);
    return since(begin);
  }

  /// Checked, copied, signed, staged and released, all of it durable.
  private static double added(Publisher publisher, List<Path> files)
      throws IOException, InterruptedException, PackageRejected {
    long begin = System.nanoTime();
    Set<String> names =
        publisher.stage(new Delivery(ARCHITECTURE, "", files)).stream()
            .map(StagedPackage::pkgname)
            .collect(Collectors.toSet());
    if (publisher.release(ARCHITECTURE, names).released().size() != files.size()) {
      throw new IllegalStateException("what was added was not released");
    }
    return since(begin);
  }

  private void measureMirroring(Publisher publisher, Mirror mirror, Path delivered)
      throws IOException, InterruptedException, PackageRejected {
    long begin = System.nanoTime();
    check(publisher.sync().succeeded());
    put("first_sync_ms", since(begin));
    begin = System.nanoTime();
    check(publisher.sync().succeeded());
    put("walked_sync_ms", since(begin));
    double[] millis = new double[MIRRORED];
    for (int i = 0; i < MIRRORED; i++) {
      List<Path> files = fresh(1, delivered);
      begin = System.nanoTime();
      String pkgver = publisher.stage(new Delivery(ARCHITECTURE, "", files)).getFirst().pkgver();
      publisher.release(ARCHITECTURE, Set.of(pkgver.substring(0, pkgver.lastIndexOf('-'))));
      check(publisher.sync().succeeded());
      check(publisher.visible(mirror, ARCHITECTURE, pkgver));
      millis[i] = since(begin);
    }
    put("delivered_to_mirrored_p50_ms", percentile(millis, 50));
    put("delivered_to_mirrored_p95_ms", percentile(millis, 95));
  }

  private static void check(boolean held) {
    if (!held) {
      throw new IllegalStateException("the mirror does not show what was published");
    }
  }

  private void compare() {
    put("add_one_speedup", figure("theirs_add_1_ms") / figure("ours_add_1_ms"));
    put("add_500_speedup", figure("theirs_add_500_ms") / figure("ours_add_500_ms"));
    // Ours signs what it adds; theirs does that in a second run.
    double theirs = figure("theirs_add_500_ms") + figure("theirs_sign_500_ms");
    put("add_and_sign_500_speedup", theirs / figure("ours_add_500_ms"));
    put("sign_500_speedup", figure("theirs_sign_500_ms") / figure("ours_sign_500_ms"));
    put("clean_speedup", figure("theirs_clean_ms") / figure("ours_clean_ms"));
    put("add_all_speedup", figure("theirs_add_all_ms") / figure("ours_add_all_ms"));
  }

  private double figure(String name) {
    return figures.get(name) instanceof Double value ? value : Double.NaN;
  }

  private void put(String name, double value) {
    figures.put(name, value);
    progress.printf("  %-32s %.1f%n", name, value);
    progress.flush();
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static double percentile(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  private static void deleteTree(Path top) throws IOException {
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
