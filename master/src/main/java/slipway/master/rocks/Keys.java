package slipway.master.rocks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Keys that sort as what they are made of: numbers as 8 bytes big-endian, texts as UTF-8 and a
/// zero byte.
public final class Keys {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(48);

  private Keys() {}

  public static Keys key() {
    return new Keys();
  }

  public static byte[] of(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  public static byte[] of(String text) {
    return key().text(text).end();
  }

  public Keys number(long number) {
    bytes.writeBytes(of(number));
    return this;
  }

  /// @throws IllegalArgumentException if the text has a zero byte, which would end it early
  public Keys text(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a zero byte in " + text.replace('\0', '?'));
    }
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    return this;
  }

  /// One byte, for numbers from 0 to 255.
  public Keys small(int number) {
    bytes.write(number);
    return this;
  }

  public byte[] end() {
    return bytes.toByteArray();
  }

  /// The first key behind all that begin with `prefix`, which must not be all 0xff.
  public static byte[] behind(byte[] prefix) {
    byte[] next = prefix.clone();
    for (int at = next.length - 1; at >= 0; at--) {
      if (++next[at] != 0) {
        return next;
      }
    }
    throw new IllegalArgumentException("nothing sorts behind this prefix");
  }

  public static long number(byte[] key, int offset) {
    return ByteBuffer.wrap(key).getLong(offset);
  }

  /// The number that a key ends with.
  public static long lastNumber(byte[] key) {
    return number(key, key.length - Long.BYTES);
  }
}
