package slipway.publisher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import slipway.xbps.DurableFile;

/// `.slipway` at the root of the tree: what the publisher keeps for itself. Hidden, so no mirror gets it.
///
///     ledger       which content each published name has had
///     receipts     what became of each package file, for ever
///     generations  the indexes as they were before each release
///     files        which files each package brings, for searching
///     obsolete     package files that are no longer listed, and since when
///     lock         held while a publisher has the tree
///     work-…       copies on their way to or from a mirror; gone after a restart
final class Workshop implements AutoCloseable {
  static final String NAME = ".slipway";
  static final String WORK = "work-";

  private final Path directory;
  private final FileChannel lockChannel;

  private Workshop(Path directory, FileChannel lockChannel) {
    this.directory = directory;
    this.lockChannel = lockChannel;
  }

  /// Takes the tree, and clears away what a crash left.
  static Workshop open(Path root, Layout layout) throws IOException {
    Path directory = Files.createDirectories(root.resolve(NAME));
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new IOException(
          "Cannot open the repository at %s: another publisher has it. Stop that one first."
              .formatted(root));
    }
    var workshop = new Workshop(directory, channel);
    workshop.clear(root, layout);
    return workshop;
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  private void clear(Path root, Layout layout) throws IOException {
    for (String name : layout.directories()) {
      Path path = root.resolve(name);
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          for (Path file : files.filter(Workshop::isTemporary).toList()) {
            Files.delete(file);
          }
        }
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path left : files.filter(file -> nameOf(file).startsWith(WORK)).toList()) {
        deleteTree(left);
      }
    }
  }

  private static boolean isTemporary(Path file) {
    return nameOf(file).startsWith(DurableFile.TEMPORARY_PREFIX) && Files.isRegularFile(file);
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  Path directory() {
    return directory;
  }

  Path ledger() {
    return directory.resolve("ledger");
  }

  Path receipts() {
    return directory.resolve("receipts");
  }

  Path generations() {
    return directory.resolve("generations");
  }

  Path fileLists() {
    return directory.resolve("files");
  }

  Path obsolete() {
    return directory.resolve("obsolete");
  }

  /// A new, empty directory. Whoever asked for it deletes it with [#deleteTree].
  Path workDirectory() throws IOException {
    return Files.createTempDirectory(directory, WORK);
  }

  static void deleteTree(Path top) throws IOException {
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
            if (failed != null) {
              throw failed;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    lockChannel.close();
  }
}
