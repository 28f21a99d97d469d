package slipway.catalog.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A directory for results that are read at once and never again: in memory where that is possible,
/// because truncating files on a disk can wait for it.
final class RunDirectory {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final String PREFIX = "slipway-catalog-";

  private RunDirectory() {}

  /// Makes an empty one for this process, and removes those of processes that are gone.
  ///
  /// @param otherwise where it goes if there is no memory for it
  static Path create(Path otherwise) throws IOException {
    Path parent = otherwise;
    if (Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)) {
      parent = MEMORY;
    }
    Files.createDirectories(parent);
    for (Path left : leftBehind(parent)) {
      remove(left);
    }
    return Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
  }

  private static List<Path> leftBehind(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(path -> path.getFileName().toString().matches(PREFIX + "[0-9]+-[0-9]+"))
          .filter(path -> ProcessHandle.of(owner(path)).isEmpty())
          .toList();
    }
  }

  private static long owner(Path path) {
    return Long.parseLong(path.getFileName().toString().split("-", -1)[2]);
  }

  /// Removes a directory and all in it.
  static void remove(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(path -> {
            try {
              Files.deleteIfExists(path);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
