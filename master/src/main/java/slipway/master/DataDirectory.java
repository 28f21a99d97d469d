package slipway.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The data directory, locked for this process. The lock goes with the process, however it ends.
final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /// @throws MasterException if it cannot be written, or another process has it
  static DataDirectory lock(Path path) throws MasterException {
    try {
      Files.createDirectories(path);
      var channel =
          FileChannel.open(
              path.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        String holder = Files.readString(path.resolve("lock")).strip();
        channel.close();
        throw new MasterException(
            "Cannot use the data directory %s: locked by process %s. Stop it, or choose another data directory."
                .formatted(path, holder.isEmpty() ? "(unknown)" : holder));
      }
      channel.truncate(0);
      byte[] self = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(self), 0);
      return new DataDirectory(path, channel);
    } catch (MasterException told) {
      throw told;
    } catch (IOException refused) {
      throw new MasterException(
          "Cannot write to the data directory %s as user %s: %s. Change its owner or its permissions, or choose another data directory."
              .formatted(path, System.getProperty("user.name"), refused),
          refused);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException bySelf) {
      return null;
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
