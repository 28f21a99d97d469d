package slipway.xbps;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;

/// A file that is small enough to be in memory as a whole, read with as few calls of the system as
/// can be, into a buffer that is used again: close it to give that back.
final class SmallFile implements AutoCloseable {
  private static final int BYTES_MAX = 1 << 20;

  /// More than that at once is copied once more by Java.
  private static final int READ_BYTES = 8 << 10;

  private static final int IDLE_MAX = 16;
  private static final ArrayBlockingQueue<SmallFile> IDLE = new ArrayBlockingQueue<>(IDLE_MAX);

  private byte[] buffer = new byte[8 * READ_BYTES];
  private int length;

  private SmallFile() {}

  /// Nothing if the file is larger than what is read at once.
  static Optional<SmallFile> read(Path file) throws IOException {
    SmallFile idle = IDLE.poll();
    SmallFile small = idle == null ? new SmallFile() : idle;
    boolean whole = false;
    try (var in = new FileInputStream(file.toFile())) {
      whole = small.fill(in);
    } finally {
      if (!whole) {
        small.close();
      }
    }
    return whole ? Optional.of(small) : Optional.empty();
  }

  /// @return whether that is all
  private boolean fill(InputStream in) throws IOException {
    length = 0;
    while (true) {
      if (length == buffer.length) {
        int expected = length + in.available();
        if (expected >= BYTES_MAX) {
          return false;
        }
        buffer = Arrays.copyOf(buffer, Math.max(expected + 1, 2 * length));
      }
      int count = in.read(buffer, length, Math.min(READ_BYTES, buffer.length - length));
      if (count < 0) {
        return true;
      }
      length += count;
    }
  }

  int length() {
    return length;
  }

  void addTo(MessageDigest digest) {
    digest.update(buffer, 0, length);
  }

  /// Its bytes, until this is closed.
  InputStream stream() {
    return new ByteArrayInputStream(buffer, 0, length);
  }

  @Override
  public void close() {
    if (!IDLE.offer(this)) {
      buffer = new byte[0];
    }
  }
}
