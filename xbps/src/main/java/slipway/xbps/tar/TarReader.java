package slipway.xbps.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import slipway.xbps.XbpsFormatException;

/// Reads ustar, pax and GNU tar archives from untrusted hands, member by member.
///
/// It never keeps more in memory than one header: extended headers are at most
/// [#EXTENSION_BYTES_MAX] long. How much a stream may unpack to is the business of the stream. An
/// archive without its end is refused, because that is how a truncated one looks. Sparse files are
/// refused: no XBPS tool writes them.
public final class TarReader extends InputStream {
  static final int EXTENSION_BYTES_MAX = 64 << 10;
  private static final int BLOCK = TarWriter.BLOCK;

  private final InputStream in;

  /// The header at which it is.
  private final byte[] block = new byte[BLOCK];

  private long dataLeft;
  private int paddingLeft;

  public TarReader(InputStream in) {
    this.in = in;
  }

  /// The next member; what is left of the data of the one before is skipped. Nothing at the
  /// archive's end.
  ///
  /// @throws XbpsFormatException if this is no tar archive, or a damaged one
  public Optional<TarEntry> next() throws IOException {
    Map<String, String> extensions = new TreeMap<>();
    while (true) {
      skipRest();
      readBlock();
      if (isZero(block)) {
        // The second block of zeros, if it is there, says nothing new.
        return Optional.empty();
      }
      var header = new Header(block);
      begin(header.size());
      switch (header.flag()) {
        case 'x' -> readPax(header, extensions);
        case 'L' -> extensions.put("path", readText(header));
        case 'K' -> extensions.put("linkpath", readText(header));
        case 'g' -> readText(header);
        default -> {
          return Optional.of(entry(header, extensions));
        }
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /// Data of the member that [#next] gave; -1 at its end.
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (dataLeft == 0) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, dataLeft));
    if (count < 0) {
      throw truncated();
    }
    dataLeft -= count;
    return count;
  }

  private TarEntry entry(Header header, Map<String, String> extensions) {
    String name = extensions.getOrDefault("path", header.name());
    TarEntry.Type type = TarEntry.Type.of(header.flag());
    for (String key : extensions.keySet()) {
      if (key.startsWith("GNU.sparse")) {
        type = TarEntry.Type.OTHER;
      }
    }
    if (extensions.containsKey("size")) {
      begin(number(extensions, "size"));
    }
    if (type != TarEntry.Type.FILE && type != TarEntry.Type.OTHER && dataLeft != 0) {
      throw new XbpsFormatException("archive member " + name + ": only a file may have data");
    }
    long mtime =
        extensions.containsKey("mtime") ? number(extensions, "mtime") : header.number(136, 12);
    return new TarEntry(
        name,
        type,
        (int) (header.number(100, 8) & 07777),
        dataLeft,
        mtime,
        extensions.getOrDefault("linkpath", header.text(157, 100)),
        header.owner());
  }

  private void begin(long size) {
    if (size < 0 || size > Long.MAX_VALUE - BLOCK) {
      throw new XbpsFormatException("archive member with an impossible size: " + size);
    }
    dataLeft = size;
    paddingLeft = (int) (-size & (BLOCK - 1));
  }

  /// Records of the form `LENGTH KEY=VALUE\n`.
  private void readPax(Header header, Map<String, String> extensions) throws IOException {
    byte[] records = readExtension(header);
    int at = 0;
    while (at < records.length) {
      int blank = at;
      int length = 0;
      while (blank < records.length
          && Character.isDigit(records[blank])
          && length < records.length) {
        length = 10 * length + (records[blank++] - '0');
      }
      int end = at + length;
      int equals = blank;
      while (equals < records.length && records[equals] != '=') {
        equals++;
      }
      if (length == 0 || end > records.length || equals >= end || records[end - 1] != '\n') {
        throw new XbpsFormatException("archive with a damaged pax header");
      }
      String key = new String(records, blank + 1, equals - blank - 1, StandardCharsets.UTF_8);
      extensions.put(
          key, new String(records, equals + 1, end - equals - 2, StandardCharsets.UTF_8));
      at = end;
    }
  }

  private String readText(Header header) throws IOException {
    byte[] bytes = readExtension(header);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private byte[] readExtension(Header header) throws IOException {
    if (header.size() > EXTENSION_BYTES_MAX) {
      throw new XbpsFormatException(
          "archive with an extended header of %d bytes; at most %d are read"
              .formatted(header.size(), EXTENSION_BYTES_MAX));
    }
    return readNBytes((int) header.size());
  }

  private void skipRest() throws IOException {
    try {
      in.skipNBytes(dataLeft + paddingLeft);
    } catch (EOFException end) {
      throw truncated();
    }
    dataLeft = 0;
    paddingLeft = 0;
  }

  private void readBlock() throws IOException {
    if (in.readNBytes(block, 0, BLOCK) < BLOCK) {
      throw truncated();
    }
  }

  private static XbpsFormatException truncated() {
    return new XbpsFormatException("the archive is truncated");
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static long number(Map<String, String> extensions, String key) {
    String text = extensions.getOrDefault(key, "");
    try {
      int point = text.indexOf('.');
      return Long.parseLong(point < 0 ? text : text.substring(0, point));
    } catch (NumberFormatException notANumber) {
      throw new XbpsFormatException("archive with a damaged pax header: " + key + "=" + text);
    }
  }
}
