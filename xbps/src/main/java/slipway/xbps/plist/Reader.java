package slipway.xbps.plist;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import slipway.xbps.XbpsFormatException;

/// Reads a property list by hand, as the client does; it is not an XML parser.
///
/// There is no way to ask for more than the text itself: the document type is skipped unread, the
/// only entities are the five of XML, and containers nest at most [#DEPTH_MAX] deep.
final class Reader {
  static final int DEPTH_MAX = 32;
  private static final List<String> TAGS = List.of("key", "string", "integer", "array", "dict");

  private final byte[] text;
  private int at;
  private int depth;

  Reader(byte[] text) {
    this.text = text;
  }

  SortedMap<String, Object> read() {
    skipPreamble();
    openPlist();
    Tag tag = nextTag();
    if (tag.end || !tag.is("dict")) {
      throw bad("the top of the property list must be a <dict>, but there is " + tag);
    }
    SortedMap<String, Object> dictionary = dictionary(tag);
    Tag end = nextTag();
    if (!end.end || !end.is("plist")) {
      throw bad("</plist> expected, but there is " + end);
    }
    return dictionary;
  }

  private void skipPreamble() {
    while (true) {
      skipBlanks();
      if (startsWith("<?xml ") || startsWith("<!DOCTYPE plist")) {
        at = find(">", "the preamble does not end") + 1;
      } else if (startsWith("<!--")) {
        skipComment();
      } else {
        return;
      }
    }
  }

  /// `<plist>` is the one tag that may have an attribute: `version="…"`.
  private void openPlist() {
    if (!startsWith("<plist")) {
      throw bad("<plist> expected");
    }
    int close = find(">", "<plist> does not end");
    String attributes = new String(text, at + 6, close - at - 6, StandardCharsets.UTF_8).strip();
    if (!attributes.isEmpty()
        && !attributes.equals("version=\"1.0\"")
        && !attributes.matches("version=\"[^\"]*\"")) {
      throw bad("<plist> may have one attribute, version=\"1.0\"");
    }
    at = close + 1;
  }

  private SortedMap<String, Object> dictionary(Tag opening) {
    var members = new Members();
    if (!opening.empty) {
      enter();
      Tag tag;
      for (tag = nextTag(); !tag.end; tag = nextTag()) {
        if (!tag.is("key") || tag.empty) {
          throw bad("<key> expected, but there is " + tag);
        }
        members.add(Keys.same(content("key")), value(nextTag()));
      }
      leave(tag, "dict");
    }
    return members.toMap();
  }

  private List<Object> array(Tag opening) {
    var elements = new ArrayList<Object>();
    if (!opening.empty) {
      enter();
      Tag tag;
      for (tag = nextTag(); !tag.end; tag = nextTag()) {
        elements.add(value(tag));
      }
      leave(tag, "array");
    }
    return List.copyOf(elements);
  }

  private Object value(Tag tag) {
    if (tag.end) {
      throw bad("a value expected, but there is " + tag);
    }
    return switch (tag.name()) {
      case "string" -> tag.empty ? "" : content("string");
      case "integer" -> integer(tag);
      case "true", "false" -> bool(tag);
      case "data" -> tag.empty ? new byte[0] : data();
      case "array" -> array(tag);
      case "dict" -> dictionary(tag);
      default -> throw bad("there is no type " + tag);
    };
  }

  private Boolean bool(Tag tag) {
    if (!tag.empty) {
      throw bad("write <" + tag.name() + "/>");
    }
    return tag.is("true");
  }

  private Long integer(Tag tag) {
    String digits = tag.empty ? "" : content("integer");
    try {
      if (digits.startsWith("#")) {
        throw new NumberFormatException();
      }
      return Long.decode(digits);
    } catch (NumberFormatException notANumber) {
      throw bad("\"" + digits + "\" is not an integer of 64 bits");
    }
  }

  private byte[] data() {
    String base64 = content("data").replaceAll("[ \t\r\n]", "");
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      throw bad("the <data> is not base64: " + notBase64.getMessage());
    }
  }

  /// The text up to the closing tag, entities resolved.
  private String content(String tag) {
    int end = at;
    boolean entities = false;
    while (end < text.length && text[end] != '<') {
      entities |= text[end] == '&';
      end++;
    }
    int from = at;
    at = end;
    if (!skip("</" + tag + ">")) {
      throw bad("</" + tag + "> expected");
    }
    byte[] bytes = entities ? resolved(from, end) : null;
    return bytes == null ? decode(text, from, end - from) : decode(bytes, 0, bytes.length);
  }

  private byte[] resolved(int from, int end) {
    var out = new ByteArrayOutputStream(end - from);
    int i = from;
    while (i < end) {
      if (text[i] != '&') {
        out.write(text[i++]);
        continue;
      }
      int semicolon = i;
      while (semicolon < end && text[semicolon] != ';') {
        semicolon++;
      }
      String entity = new String(text, i + 1, semicolon - i - 1, StandardCharsets.UTF_8);
      out.write(
          switch (entity) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "apos" -> '\'';
            case "quot" -> '"';
            default -> throw bad("there is no entity &" + entity + ";");
          });
      i = semicolon + 1;
    }
    return out.toByteArray();
  }

  private String decode(byte[] bytes, int offset, int length) {
    String decoded = new String(bytes, offset, length, StandardCharsets.UTF_8);
    if (decoded.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      } catch (CharacterCodingException notUtf8) {
        throw bad("the text is not UTF-8");
      }
    }
    return decoded;
  }

  /// The next tag, blanks and comments before it skipped. Only the bare forms `<x>`, `<x/>`, `</x>`
  /// are tags.
  private Tag nextTag() {
    skipBlanks();
    while (startsWith("<!--")) {
      skipComment();
      skipBlanks();
    }
    if (at >= text.length || text[at] != '<') {
      throw bad("a tag expected");
    }
    int start = at + 1;
    boolean end = start < text.length && text[start] == '/';
    if (end) {
      start++;
    }
    int stop = start;
    while (stop < text.length && text[stop] >= 'a' && text[stop] <= 'z') {
      stop++;
    }
    boolean empty = !end && stop < text.length && text[stop] == '/';
    int close = empty ? stop + 1 : stop;
    if (stop == start || close >= text.length || text[close] != '>') {
      throw bad("a plain tag without blanks and attributes expected");
    }
    at = close + 1;
    return new Tag(tagName(start, stop - start), end, empty);
  }

  private String tagName(int start, int length) {
    for (String known : TAGS) {
      if (known.length() == length && matchesAt(known, start)) {
        return known;
      }
    }
    return new String(text, start, length, StandardCharsets.US_ASCII);
  }

  private void enter() {
    if (++depth > DEPTH_MAX) {
      throw bad("nested deeper than " + DEPTH_MAX);
    }
  }

  private void leave(Tag closing, String container) {
    depth--;
    if (!closing.is(container)) {
      throw bad("</" + container + "> expected, but there is " + closing);
    }
  }

  private void skipComment() {
    at = find("-->", "a comment does not end") + 3;
  }

  private void skipBlanks() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) {
      at++;
    }
  }

  private boolean skip(String expected) {
    boolean there = startsWith(expected);
    if (there) {
      at += expected.length();
    }
    return there;
  }

  private boolean startsWith(String expected) {
    return matchesAt(expected, at);
  }

  private boolean matchesAt(String expected, int from) {
    if (text.length - from < expected.length()) {
      return false;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (text[from + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int find(String wanted, String otherwise) {
    for (int i = at; i <= text.length - wanted.length(); i++) {
      if (matchesAt(wanted, i)) {
        return i;
      }
    }
    throw bad(otherwise);
  }

  private XbpsFormatException bad(String what) {
    return new XbpsFormatException("property list, byte " + at + ": " + what);
  }

  private record Tag(String name, boolean end, boolean empty) {
    boolean is(String expected) {
      return name.equals(expected);
    }

    @Override
    public String toString() {
      return (end ? "</" : "<") + name + (empty ? "/>" : ">");
    }
  }
}
