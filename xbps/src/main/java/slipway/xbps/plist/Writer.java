package slipway.xbps.plist;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes the one form of property list that everything accepts: one tab a level, each tag that
/// opens a container on its own line, keys in byte order, and only `&`, `<` and `>` escaped.
final class Writer {
  static final byte[] HEADER =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      <dict>
      """
          .getBytes(StandardCharsets.UTF_8);
  static final byte[] FOOTER = "</dict>\n</plist>\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] EMPTY_DOCUMENT_END =
      "<dict/>\n</plist>\n".getBytes(StandardCharsets.UTF_8);
  private static final int OPENING_TAG_BYTES = "<dict>\n".length();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  Writer document(Map<String, ?> dictionary) {
    if (dictionary.isEmpty()) {
      out.write(HEADER, 0, HEADER.length - OPENING_TAG_BYTES);
      out.writeBytes(EMPTY_DOCUMENT_END);
      return this;
    }
    out.writeBytes(HEADER);
    members(dictionary, 1);
    out.writeBytes(FOOTER);
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  Writer member(String key, Object value, int level) {
    indent(level);
    text("<key>" + escape(key) + "</key>\n");
    value(value, level);
    return this;
  }

  private void members(Map<?, ?> dictionary, int level) {
    if (dictionary instanceof SortedMap<?, ?> map
        && Objects.equals(map.comparator(), PropertyList.BYTE_ORDER)) {
      map.forEach((key, value) -> member((String) key, value, level));
      return;
    }
    var sorted = new TreeMap<String, Object>(PropertyList.BYTE_ORDER);
    dictionary.forEach((key, value) -> sorted.put((String) key, value));
    sorted.forEach((key, value) -> member(key, value, level));
  }

  private void value(Object value, int level) {
    indent(level);
    switch (value) {
      case String string -> leaf("string", escape(string));
      case Long number -> leaf("integer", number.toString());
      case Integer number -> leaf("integer", number.toString());
      case Boolean bool -> text(bool ? "<true/>\n" : "<false/>\n");
      case byte[] data -> leaf("data", Base64.getEncoder().encodeToString(data));
      case Map<?, ?> map -> {
        if (open("dict", map.isEmpty())) {
          members(map, level + 1);
          close("dict", level);
        }
      }
      case List<?> list -> {
        if (open("array", list.isEmpty())) {
          list.forEach(element -> value(element, level + 1));
          close("array", level);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "a property list cannot hold a " + value.getClass().getName());
    }
  }

  private void leaf(String tag, String content) {
    text(content.isEmpty() ? "<" + tag + "/>\n" : "<" + tag + ">" + content + "</" + tag + ">\n");
  }

  private boolean open(String tag, boolean empty) {
    text(empty ? "<" + tag + "/>\n" : "<" + tag + ">\n");
    return !empty;
  }

  private void close(String tag, int level) {
    indent(level);
    text("</" + tag + ">\n");
  }

  private void indent(int level) {
    for (int i = 0; i < level; i++) {
      out.write('\t');
    }
  }

  private void text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String escape(String text) {
    if (text.indexOf('&') < 0 && text.indexOf('<') < 0 && text.indexOf('>') < 0) {
      return text;
    }
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
