package slipway.logstore.disk;

import java.nio.ByteBuffer;

/// What is kept of a log beside its bytes, in the column family `logs`. The key is the attempt: 8 bytes, big-endian.
///
///     version       1 byte: 1
///     openedMillis  varint: since 1970-01-01 UTC
///     state         1 byte: 0 open, 1 closed; only a closed log has the rest
///     closedMillis  varint
///     length        varint: bytes of the whole log
///     lines         varint: newlines, and one more if the last byte is not a newline
///
/// While a log is open, its length and lines are those of its last piece, so an append writes nothing here.
public record LogRecord(
    long openedMillis, boolean closed, long closedMillis, long length, long lines) {
  private static final byte VERSION = 1;

  public static LogRecord open(long openedMillis) {
    return new LogRecord(openedMillis, false, 0, 0, 0);
  }

  public LogRecord close(long millis, long atLength, long withLines) {
    return new LogRecord(openedMillis, true, millis, atLength, withLines);
  }

  public byte[] encode() {
    var buffer = ByteBuffer.allocate(2 + 4 * Varint.BYTES_MAX).put(VERSION);
    Varint.put(buffer, openedMillis);
    buffer.put((byte) (closed ? 1 : 0));
    if (closed) {
      Varint.put(buffer, closedMillis);
      Varint.put(buffer, length);
      Varint.put(buffer, lines);
    }
    return java.util.Arrays.copyOf(buffer.array(), buffer.position());
  }

  /// Reads what {@link #encode} wrote.
  ///
  /// @throws DamagedValue if this is not such a record
  public static LogRecord decode(byte[] value) throws DamagedValue {
    try {
      var buffer = ByteBuffer.wrap(value);
      if (buffer.get() != VERSION) {
        throw new DamagedValue("its record is of an unknown version");
      }
      var open = open(Varint.get(buffer));
      if (buffer.get() == 0) {
        return open;
      }
      return open.close(Varint.get(buffer), Varint.get(buffer), Varint.get(buffer));
    } catch (java.nio.BufferUnderflowException | IllegalArgumentException wrong) {
      throw new DamagedValue("its record is cut off", wrong);
    }
  }
}
