package slipway.cli.catalog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import slipway.catalog.Catalog;
import slipway.catalog.CatalogConfig;
import slipway.catalog.Target;
import slipway.catalog.bench.CatalogBench;
import slipway.catalog.commands.Format;
import slipway.cli.Failure;

/// Which tree a command is about, for which targets, and how it answers.
final class TreeOptions {
  private static final String ALL = "all";

  @Option(
      names = "--git",
      required = true,
      paramLabel = "DIR",
      description = "a git directory of templates, bare or not; or a URL, which is mirrored")
  private String git = "";

  @Option(
      names = "--commit",
      paramLabel = "C",
      defaultValue = "HEAD",
      description = "a branch, tag or hash; default: ${DEFAULT-VALUE}")
  private String commit = "";

  @Option(
      names = "--target",
      paramLabel = "T",
      split = ",",
      defaultValue = "x86_64",
      description =
          "x86_64, or aarch64@x86_64 for a cross target; several with commas; all: Void's nine."
              + " Default: ${DEFAULT-VALUE}")
  private List<String> targets = List.of();

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = "tsv",
      description = "tsv or json; default: ${DEFAULT-VALUE}")
  private Format format = Format.TSV;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "where evaluations are kept for the next time; default: below ~/.cache/slipway")
  private @Nullable Path cache;

  Format format() {
    return format;
  }

  /// The targets that were asked for.
  Set<Target> targets() {
    var asked = new TreeSet<Target>();
    for (String target : targets) {
      if (target.equals(ALL)) {
        asked.addAll(CatalogBench.VOID_TARGETS);
      } else {
        asked.add(parse(target));
      }
    }
    return asked;
  }

  private static Target parse(String target) {
    try {
      return Target.parse(target);
    } catch (IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  /// The tree's catalog, for these targets and the hosts that they need.
  Catalog open() throws IOException {
    var all = new LinkedHashSet<Target>();
    for (Target target : targets()) {
      all.add(target.hostTarget());
      all.add(target);
    }
    Catalog catalog = Catalog.open(CatalogConfig.of(git, List.copyOf(all), cacheDirectory()));
    try {
      catalog.fetch();
      return catalog;
    } catch (IOException | RuntimeException e) {
      catalog.close();
      throw e;
    }
  }

  /// Waits until no other process uses the cache, and keeps others away until it is closed.
  Closeable lock() throws IOException {
    Path directory = cacheDirectory();
    Files.createDirectories(directory);
    FileChannel lock =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      System.err.println("slipway: waiting for another process to be done with " + directory);
      lock.lock();
    }
    return lock;
  }

  String commit(Catalog catalog) throws IOException {
    return catalog.resolve(commit);
  }

  private Path cacheDirectory() {
    if (cache != null) {
      return cache;
    }
    String own = System.getenv("XDG_CACHE_HOME");
    Path home =
        own == null || own.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(own);
    String place = git.contains(":") ? git : Path.of(git).toAbsolutePath().normalize().toString();
    String name = UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString();
    return home.resolve("slipway").resolve("catalog").resolve(name);
  }
}
