package slipway.xbps.tar;

import java.nio.charset.StandardCharsets;
import slipway.xbps.XbpsFormatException;

/// One 512-byte header block, its checksum verified.
final class Header {
  private static final int CHECKSUM = 148;

  private final byte[] block;

  Header(byte[] block) {
    this.block = block;
    int sum = 0;
    for (int i = 0; i < block.length; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xff;
    }
    if (sum != number(CHECKSUM, 8)) {
      throw new XbpsFormatException("not a tar archive, or a damaged one: header checksum differs");
    }
  }

  char flag() {
    return (char) (block[156] & 0xff);
  }

  long size() {
    return number(124, 12);
  }

  /// The name with ustar's prefix in front; GNU archives keep other things in the place of the
  /// prefix.
  String name() {
    String prefix = text(257, 8).equals("ustar") ? text(345, 155) : "";
    return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
  }

  /// `root:root`; numbers where the names are missing.
  String owner() {
    String user = text(265, 32);
    String group = text(297, 32);
    return (user.isEmpty() ? number(108, 8) : user)
        + ":"
        + (group.isEmpty() ? number(116, 8) : group);
  }

  String text(int offset, int bytesMax) {
    int length = 0;
    while (length < bytesMax && block[offset + length] != 0) {
      length++;
    }
    return new String(block, offset, length, StandardCharsets.UTF_8);
  }

  /// Octal digits between blanks up to a zero byte, or big-endian binary marked by the highest bit.
  long number(int offset, int bytes) {
    if ((block[offset] & 0x80) != 0) {
      return binary(offset, bytes);
    }
    int at = offset;
    int end = offset + bytes;
    while (at < end && block[at] == ' ') {
      at++;
    }
    // At most 12 digits of 3 bits each: no overflow.
    long value = 0;
    while (at < end && block[at] >= '0' && block[at] <= '7') {
      value = value << 3 | (block[at++] - '0');
    }
    while (at < end && block[at] == ' ') {
      at++;
    }
    if (at < end && block[at] != 0) {
      throw new XbpsFormatException(
          "not a tar archive, or a damaged one: \"" + text(offset, bytes) + "\"");
    }
    return value;
  }

  private long binary(int offset, int bytes) {
    long value = block[offset] & 0x7f;
    for (int i = 1; i < bytes; i++) {
      if (value > Long.MAX_VALUE >> 8) {
        throw new XbpsFormatException("archive with a number beyond 64 bits");
      }
      value = value << 8 | (block[offset + i] & 0xff);
    }
    return value;
  }
}
