package slipway.worker.space;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// How much a directory holds, by one walk over it. What vanishes under the walk is not counted.
public final class DiskUse extends SimpleFileVisitor<Path> {
  private static final long BLOCK_BYTES = 4096;

  private long bytes;

  private DiskUse() {}

  public static long of(Path directory) throws IOException {
    var use = new DiskUse();
    if (Files.exists(directory)) {
      Files.walkFileTree(directory, use);
    }
    return use.bytes;
  }

  public static long of(Collection<Path> directories) throws IOException {
    long bytes = 0;
    for (Path directory : directories) {
      bytes += of(directory);
    }
    return bytes;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    bytes += BLOCK_BYTES;
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    bytes += (attributes.size() + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException vanishedOrHidden) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException vanished) {
    return FileVisitResult.CONTINUE;
  }
}
