package slipway.worker.space;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// The file system that builds write to.
public record BuildArea(Path directory) {
  private static final int PROBE_BYTES = 1 << 20;

  /// Bytes that may still be written.
  public long freeBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  public long totalBytes() throws IOException {
    return Files.getFileStore(directory).getTotalSpace();
  }

  /// Whether one more file of a mebibyte can be written now. It says no for want of space, of
  /// inodes or of quota.
  public boolean takesMore() {
    Path probe = directory.resolve(".probe-" + UUID.randomUUID());
    try {
      try (var channel =
          FileChannel.open(probe, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.allocate(PROBE_BYTES);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        return true;
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException full) {
      return false;
    }
  }
}
