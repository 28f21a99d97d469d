package slipway.logstore.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogStoreFailed;

/// The directory of a store, and why it cannot be opened.
final class StoreDirectory {
  private StoreDirectory() {}

  /// Makes the directory if it is missing, and says which disk it is on.
  ///
  /// @throws LogStoreFailed if it cannot be made or written
  static FileStore prepare(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException refused) {
      throw new LogStoreFailed(
          "Cannot make the log store's directory %s: %s. Make it, or choose another."
              .formatted(directory, refused),
          refused);
    }
    if (!Files.isWritable(directory)) {
      throw new LogStoreFailed(
          "Cannot write to the log store's directory %s as user %s. Change its owner, or choose another."
              .formatted(directory, System.getProperty("user.name")),
          null);
    }
    try {
      return Files.getFileStore(directory);
    } catch (IOException refused) {
      throw new LogStoreFailed(
          "Cannot see which disk holds the log store at " + directory, refused);
    }
  }

  /// A new directory for what a process that only reads writes down for itself.
  static Path scratch() {
    try {
      return Files.createTempDirectory("slipway-logs-");
    } catch (IOException refused) {
      throw new LogStoreFailed("Cannot make a temporary directory: " + refused, refused);
    }
  }

  /// Deletes a directory that has no directories in it.
  static void delete(Path scratch) {
    try (var files = Files.list(scratch)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(scratch);
    } catch (IOException kept) {
      throw new LogStoreFailed("Cannot delete the temporary directory " + scratch, kept);
    }
  }

  static LogStoreFailed explain(Path directory, RocksDBException refused) {
    String why = String.valueOf(refused.getMessage());
    if (why.contains("lock")) {
      String holder = lockHolder(directory).map(pid -> "process " + pid).orElse("another process");
      return new LogStoreFailed(
          "Cannot open the log store at %s: locked by %s. Stop it, or choose another directory."
              .formatted(directory, holder),
          refused);
    }
    return new LogStoreFailed(
        "Cannot open the log store at %s: %s. Restore it from a backup, or choose another directory."
            .formatted(directory, why),
        refused);
  }

  /// Who holds RocksDB's lock file, from the kernel's table of locks (proc(5), `/proc/locks`): its
  /// fifth column is the process, its sixth `major:minor:inode`.
  private static Optional<String> lockHolder(Path directory) {
    try {
      String inode = ":" + Files.getAttribute(directory.resolve("LOCK"), "unix:ino");
      return Files.readAllLines(Path.of("/proc/locks")).stream()
          .map(line -> line.trim().split("\\s+"))
          .filter(columns -> columns.length > 5 && columns[5].endsWith(inode))
          .map(columns -> columns[4])
          .findFirst();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }
}
