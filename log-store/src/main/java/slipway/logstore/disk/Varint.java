package slipway.logstore.disk;

import java.nio.ByteBuffer;

/// Numbers of 1 to 9 bytes, least significant seven bits first (the base-128 varint of Protocol
/// Buffers, unsigned).
public final class Varint {
  public static final int BYTES_MAX = 9;

  private Varint() {}

  /// `value` must not be negative.
  public static void put(ByteBuffer into, long value) {
    long rest = value;
    while (rest > 0x7f) {
      into.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    into.put((byte) rest);
  }

  /// Reads what {@link #put} wrote.
  ///
  /// @throws IllegalArgumentException if the number does not end within nine bytes
  public static long get(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint of more than nine bytes");
  }
}
