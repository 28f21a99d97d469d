package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The indexes as they were before each release: hard links, since an index file is never changed
/// but replaced.
///
/// `NUMBER-ARCHITECTURE/DIRECTORY/ARCH-repodata`, numbered in the order of the releases. What is
/// being made has a name that begins with a dot, and goes with the next start.
final class Generations {
  private final Path root;
  private final Path directory;

  /// Of the one that was kept last; 0 until that is known.
  private long lastNumber;

  Generations(Path root, Path directory) {
    this.root = root;
    this.directory = directory;
  }

  /// One kept state.
  record Generation(Path path, List<IndexPlace> places) {
    Path file(IndexPlace place) {
      return place.file(path);
    }
  }

  /// Keeps these indexes as they are on disk. Not durable by itself: what a power failure takes is
  /// the way back, and nothing else.
  synchronized void keep(String architecture, List<IndexPlace> places) throws IOException {
    Files.createDirectories(directory);
    if (lastNumber == 0) {
      lastNumber = all("*").stream().mapToLong(Generations::numberOf).max().orElse(0);
    }
    long number = ++lastNumber;
    String name = "%016d-%s".formatted(number, architecture);
    Path making = directory.resolve("." + name);
    for (IndexPlace place : places) {
      Path kept = place.file(making);
      Files.createDirectories(kept.resolveSibling("."));
      Files.createLink(kept, place.file(root));
    }
    Files.move(making, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /// The state before the last release for an architecture.
  Optional<Generation> latest(String architecture) throws IOException {
    List<Path> kept = all("[0-9]*-" + architecture);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    Path last = kept.getLast();
    return Optional.of(new Generation(last, Indexes.find(last)));
  }

  void drop(Generation generation) throws IOException {
    Workshop.deleteTree(generation.path());
  }

  /// Drops what was kept before a time, and what a crash left half made.
  void dropBefore(Instant time) throws IOException {
    for (Path kept : all("*")) {
      if (Files.getLastModifiedTime(kept).toInstant().isBefore(time)) {
        Workshop.deleteTree(kept);
      }
    }
    for (Path made : all(".*")) {
      Workshop.deleteTree(made);
    }
  }

  private List<Path> all(String glob) throws IOException {
    if (Files.notExists(directory)) {
      return List.of();
    }
    var matcher = directory.getFileSystem().getPathMatcher("glob:" + glob);
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> matcher.matches(file.getFileName())).sorted().toList();
    }
  }

  private static long numberOf(Path generation) {
    String name = String.valueOf(generation.getFileName());
    return name.startsWith(".") ? 0 : Long.parseLong(name.substring(0, name.indexOf('-')));
  }
}
