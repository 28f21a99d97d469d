package slipway.worker.space;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of nothing in the state directory. When the disk is full, it is deleted so that what must
/// be written can be; later it is filled again. Safe for many threads.
public final class StateReserve {
  private final Path file;
  private final int bytes;

  /// Something that writes.
  @FunctionalInterface
  public interface Writing {
    void run() throws IOException;
  }

  public StateReserve(Path stateDirectory, int bytes) {
    this.file = stateDirectory.resolve("reserve");
    this.bytes = bytes;
  }

  /// Fills the reserve if there is room, and says whether it is full now.
  public synchronized boolean fill() {
    try {
      if (isFull()) {
        return true;
      }
      try (var channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        // Real zeroes: a hole would reserve nothing.
        var zeroes = ByteBuffer.allocate(1 << 16);
        for (long left = bytes; left > 0; left -= zeroes.limit()) {
          zeroes.clear().limit((int) Math.min(zeroes.capacity(), left));
          while (zeroes.hasRemaining()) {
            channel.write(zeroes);
          }
        }
        channel.force(true);
      }
      return true;
    } catch (IOException full) {
      return false;
    }
  }

  /// Whether it is there; if not, the disk is full, or was a moment ago.
  public boolean isFull() {
    try {
      return Files.exists(file) && Files.size(file) == bytes;
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// Runs it, and if that fails once more without the reserve.
  public synchronized void whateverItTakes(Writing writing) throws IOException {
    try {
      writing.run();
    } catch (IOException perhapsFull) {
      if (!Files.deleteIfExists(file)) {
        throw perhapsFull;
      }
      writing.run();
    }
  }
}
