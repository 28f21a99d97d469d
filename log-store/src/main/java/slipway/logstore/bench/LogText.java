package slipway.logstore.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Bytes of a log in the making.
final class LogText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[64 << 10];
  private int length;

  LogText put(String text) {
    int count = text.length();
    reserve(count);
    for (int at = 0; at < count; at++) {
      bytes[length++] = (byte) text.charAt(at);
    }
    return this;
  }

  LogText put(long number) {
    return put(Long.toString(number));
  }

  LogText hex(SplittableRandom random, int digits) {
    reserve(digits);
    for (int at = 0; at < digits; at++) {
      bytes[length++] = HEX[random.nextInt(16)];
    }
    return this;
  }

  int length() {
    return length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
  }
}
