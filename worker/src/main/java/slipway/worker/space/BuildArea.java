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

  /// Whether one more file of a mebibyte can be written now, and what is missing if not.
  public Room room() {
    Path probe = directory.resolve(".probe-" + UUID.randomUUID());
    boolean made = false;
    try {
      try (var channel =
          FileChannel.open(probe, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        made = true;
        var bytes = ByteBuffer.allocate(PROBE_BYTES);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        return Room.ENOUGH;
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException full) {
      return missing(String.valueOf(full.getMessage()), made);
    }
  }

  /// EDQUOT has words of its own; ENOSPC means inodes where there is space, and yet no file could
  /// be made.
  private Room missing(String why, boolean made) {
    if (why.contains("quota")) {
      return Room.NO_QUOTA;
    }
    try {
      return !made && freeBytes() > PROBE_BYTES ? Room.NO_INODES : Room.NO_SPACE;
    } catch (IOException unreadable) {
      return Room.NO_SPACE;
    }
  }
}
