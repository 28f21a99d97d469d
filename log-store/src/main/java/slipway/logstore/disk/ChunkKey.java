package slipway.logstore.disk;

import java.nio.ByteBuffer;

/// The key of a piece of a log, in the column family `chunks`.
///
/// 16 bytes, big-endian, so that keys sort by attempt and then by offset:
///
///     attempt   8 bytes   not negative
///     offset    8 bytes   of the piece's first byte in the log; not negative
public record ChunkKey(long attempt, long offset) {
  public static final int BYTES = 16;

  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(attempt).putLong(offset).array();
  }

  public static ChunkKey of(byte[] key) {
    var buffer = ByteBuffer.wrap(key);
    return new ChunkKey(buffer.getLong(), buffer.getLong());
  }

  /// The attempt of any key that begins with one.
  public static long attemptOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  /// The key of a whole log: its attempt alone, before all of its pieces.
  public static byte[] ofAttempt(long attempt) {
    return ByteBuffer.allocate(8).putLong(attempt).array();
  }
}
