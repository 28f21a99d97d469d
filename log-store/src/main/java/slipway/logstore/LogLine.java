package slipway.logstore;

import java.nio.charset.StandardCharsets;

/// One line of a log, without its newline.
///
/// @param number counts from 1, as editors and `grep -n` do
/// @param offset of its first byte in the log
/// @param bytes as printed, escapes and all; not to be changed
/// @param whole false where a very long line was cut off at {@link LogStore#LINE_BYTES_MAX}
@SuppressWarnings("ArrayRecordComponent") // a line is carried, never compared
public record LogLine(long number, long offset, byte[] bytes, boolean whole) {

  /// The line as text; bytes that are not UTF-8 become U+FFFD.
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
