package slipway.webui.http;

import java.util.Optional;
import java.util.regex.Pattern;

/// A part of something that has `totalBytes` (RFC 9110, section 14).
///
/// @param first offset of the first byte
/// @param end offset behind the last byte
public record ByteRange(long first, long end, long totalBytes) {

  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /// What a `Range` header asks for: empty if there is none, or one that a server may ignore
  /// (another unit, several ranges, nonsense).
  ///
  /// @throws Refused with 416 if it asks for bytes that are not there
  public static Optional<ByteRange> parse(String header, long totalBytes) {
    var match = SINGLE.matcher(header.strip());
    if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
      return Optional.empty();
    }
    long first;
    long end;
    if (match.group(1).isEmpty()) {
      long last = Long.parseLong(match.group(2));
      first = Math.max(0, totalBytes - last);
      end = totalBytes;
    } else {
      first = Long.parseLong(match.group(1));
      long wantedEnd = match.group(2).isEmpty() ? totalBytes : Long.parseLong(match.group(2)) + 1;
      if (wantedEnd <= first && !match.group(2).isEmpty()) {
        return Optional.empty();
      }
      end = Math.min(wantedEnd, totalBytes);
    }
    if (first >= end) {
      throw new Refused(416, "There are " + totalBytes + " bytes, the range lies behind them.");
    }
    return Optional.of(new ByteRange(first, end, totalBytes));
  }

  public long byteCount() {
    return end - first;
  }

  /// The `Content-Range` header.
  public String contentRange() {
    return "bytes " + first + "-" + (end - 1) + "/" + totalBytes;
  }
}
