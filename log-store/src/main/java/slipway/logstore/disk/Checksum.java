package slipway.logstore.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The first four bytes of a value: the CRC-32C (RFC 3720), big-endian, of its key and of the rest
/// of it. So a value is known to be whole, and to be under the key that it was written for.
public final class Checksum {
  public static final int BYTES = 4;

  private Checksum() {}

  /// What was put into `value` behind the place of its checksum, with the checksum in place.
  public static byte[] seal(byte[] key, ByteBuffer value) {
    byte[] sealed = new byte[value.flip().remaining()];
    value.get(sealed);
    ByteBuffer.wrap(sealed).putInt(of(key, sealed));
    return sealed;
  }

  /// What is behind the checksum.
  ///
  /// @throws DamagedValue if the checksum does not match
  public static ByteBuffer open(byte[] key, byte[] value) throws DamagedValue {
    if (value.length < BYTES || ByteBuffer.wrap(value).getInt() != of(key, value)) {
      throw new DamagedValue("its CRC-32C does not match");
    }
    return ByteBuffer.wrap(value, BYTES, value.length - BYTES);
  }

  private static int of(byte[] key, byte[] value) {
    var crc = new CRC32C();
    crc.update(key);
    crc.update(value, BYTES, value.length - BYTES);
    return (int) crc.getValue();
  }
}
