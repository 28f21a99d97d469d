package slipway.xbps.plist;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes the one form of property list that everything accepts: one tab a level, each tag that
/// opens a container on its own line, keys in byte order, and only `&`, `<` and `>` escaped.
///
/// To others it writes members of the top dictionary, one behind the other, into a buffer that is
/// used again.
public final class Writer {
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

  private byte[] buffer = new byte[2048];
  private int length;

  /// One key and its value as they stand inside the top dictionary. A document is its
  /// [PropertyList#header()], members in [PropertyList#BYTE_ORDER], and its
  /// [PropertyList#footer()].
  public void add(String key, Object value) {
    member(key, value, 1);
  }

  /// What was written, in its first [#length()] bytes. Not to be changed.
  public byte[] buffer() {
    return buffer;
  }

  /// In bytes.
  public int length() {
    return length;
  }

  /// Begins anew.
  public void clear() {
    length = 0;
  }

  Writer document(Map<String, ?> dictionary) {
    if (dictionary.isEmpty()) {
      write(HEADER, HEADER.length - OPENING_TAG_BYTES);
      write(EMPTY_DOCUMENT_END);
      return this;
    }
    write(HEADER);
    members(dictionary, 1);
    write(FOOTER);
    return this;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(buffer, length);
  }

  private void member(String key, Object value, int level) {
    indent(level);
    text("<key>");
    text(escape(key));
    text("</key>\n");
    value(value, level);
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
    text("<");
    text(tag);
    if (content.isEmpty()) {
      text("/>\n");
      return;
    }
    text(">");
    text(content);
    text("</");
    text(tag);
    text(">\n");
  }

  private boolean open(String tag, boolean empty) {
    text("<");
    text(tag);
    text(empty ? "/>\n" : ">\n");
    return !empty;
  }

  private void close(String tag, int level) {
    indent(level);
    text("</");
    text(tag);
    text(">\n");
  }

  private void indent(int level) {
    reserve(level);
    for (int i = 0; i < level; i++) {
      buffer[length++] = '\t';
    }
  }

  private void text(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        write(text.substring(i).getBytes(StandardCharsets.UTF_8));
        return;
      }
      buffer[length++] = (byte) c;
    }
  }

  private void write(byte[] bytes) {
    write(bytes, bytes.length);
  }

  private void write(byte[] bytes, int count) {
    reserve(count);
    System.arraycopy(bytes, 0, buffer, length, count);
    length += count;
  }

  private void reserve(int count) {
    if (buffer.length - length < count) {
      int wanted = Math.addExact(length, count);
      buffer =
          Arrays.copyOf(
              buffer, Math.max(wanted, (int) Math.min(2L * length, Integer.MAX_VALUE - 8)));
    }
  }

  private static String escape(String text) {
    if (text.indexOf('&') < 0 && text.indexOf('<') < 0 && text.indexOf('>') < 0) {
      return text;
    }
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
