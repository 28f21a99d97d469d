package slipway.xbps.plist;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import slipway.xbps.XbpsFormatException;

/// Property lists as plain Java data.
///
/// | XML | Java |
/// | --- | --- |
/// | `<dict>` | [FrozenMap] |
/// | `<array>` | `List<Object>`, unmodifiable |
/// | `<string>` | `String` |
/// | `<integer>` | `Long` |
/// | `<true/>`, `<false/>` | `Boolean` |
/// | `<data>` | `byte[]` |
///
/// The reader takes what the XBPS client takes and refuses what the client refuses. The writer has
/// one form only, byte for byte that of the client's own tools.
public final class PropertyList {
  /// The largest property list that is read from a stream: an index of 15,000 packages has 22 MB.
  public static final int BYTES_MAX = 512 << 20;

  /// The order of keys: that of their UTF-8 bytes, which differs from Java's own order for
  /// characters beyond the basic plane.
  public static final Comparator<String> BYTE_ORDER = PropertyList::compareAsBytes;

  private PropertyList() {}

  /// Reads a property list whose top is a dictionary.
  ///
  /// @throws XbpsFormatException with the place in bytes, if the text is not a property list
  public static SortedMap<String, Object> read(byte[] text) {
    return new Reader(text).read();
  }

  /// As [#read(byte[])]; reads the stream to its end and does not close it.
  ///
  /// @throws XbpsFormatException also if there are more than [#BYTES_MAX] bytes
  public static SortedMap<String, Object> read(InputStream in) throws IOException {
    byte[] text = in.readNBytes(BYTES_MAX + 1);
    if (text.length > BYTES_MAX) {
      throw new XbpsFormatException(
          "the property list has more than %d bytes".formatted(BYTES_MAX));
    }
    return read(text);
  }

  /// A whole document, newline at its end included.
  public static byte[] write(Map<String, ?> dictionary) {
    return new Writer().document(dictionary).toByteArray();
  }

  /// One key and its value as they stand inside the top dictionary.
  public static byte[] writeMember(String key, Object value) {
    var writer = new Writer();
    writer.add(key, value);
    return writer.toByteArray();
  }

  /// What stands before the first member of the top dictionary.
  public static byte[] header() {
    return Writer.HEADER.clone();
  }

  /// What stands behind the last member of the top dictionary.
  public static byte[] footer() {
    return Writer.FOOTER.clone();
  }

  /// A deep, unmodifiable copy in which integers are `Long`.
  ///
  /// @throws IllegalArgumentException if something in it has no form in a property list
  public static FrozenMap<Object> copyOf(Map<String, ?> dictionary) {
    if (dictionary instanceof FrozenMap<?> frozen) {
      return FrozenMap.copyOf(frozen);
    }
    var members = new Members();
    dictionary.forEach((key, value) -> members.add(key, copyOfValue(key, value)));
    return members.toMap();
  }

  private static Object copyOfValue(String key, Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean bool -> bool;
      case Long number -> number;
      case Integer number -> number.longValue();
      case byte[] data -> data.clone();
      case Map<?, ?> map -> {
        var members = new Members();
        map.forEach((k, v) -> members.add((String) k, copyOfValue(key, v)));
        yield members.toMap();
      }
      case List<?> list -> {
        var array = new ArrayList<Object>(list.size());
        list.forEach(element -> array.add(copyOfValue(key, element)));
        yield List.copyOf(array);
      }
      default ->
          throw new IllegalArgumentException(
              "%s: a property list cannot hold a %s".formatted(key, value.getClass().getName()));
    };
  }

  private static int compareAsBytes(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean sameKind = Character.isSurrogate(x) == Character.isSurrogate(y);
        return sameKind ? x - y : (Character.isSurrogate(x) ? 1 : -1);
      }
    }
    return a.length() - b.length();
  }
}
