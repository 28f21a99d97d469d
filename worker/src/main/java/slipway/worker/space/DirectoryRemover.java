package slipway.worker.space;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Removes a file or a directory with all that is in it, links not followed. A build may have taken
/// its own directories' permissions away; they are given back first.
public final class DirectoryRemover extends SimpleFileVisitor<Path> {
  private DirectoryRemover() {}

  public static void remove(Path path) throws IOException {
    try {
      Files.walkFileTree(path, new DirectoryRemover());
    } catch (NoSuchFileException gone) {
      return;
    } catch (DirectoryNotEmptyException filledMeanwhile) {
      // Something still wrote to it; what was there then is seen now.
      Files.walkFileTree(path, new DirectoryRemover());
    }
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    Files.deleteIfExists(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    if (!Files.isWritable(directory) || !Files.isExecutable(directory)) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof AccessDeniedException && Files.isDirectory(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      Files.walkFileTree(file, this);
      return FileVisitResult.CONTINUE;
    }
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
      throws IOException {
    Files.deleteIfExists(directory);
    return FileVisitResult.CONTINUE;
  }
}
