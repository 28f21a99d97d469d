package slipway.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Holds a directory for this process alone: two workers on one state would both deliver its
/// attempts.
record DirectoryLock(FileChannel channel) implements AutoCloseable {
  static DirectoryLock take(Path directory) throws IOException {
    Path file = directory.resolve("lock");
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException unusable) {
      throw new IOException(
          "Cannot use the state directory %s: %s. Choose another, or make it writable."
              .formatted(directory, unusable),
          unusable);
    }
    if (!locked(channel)) {
      channel.close();
      throw new IOException(
          "The state directory %s is in use by another worker. Stop it, or choose another directory."
              .formatted(directory));
    }
    return new DirectoryLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }
}
