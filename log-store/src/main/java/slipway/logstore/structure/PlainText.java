package slipway.logstore.structure;

import java.nio.charset.StandardCharsets;

/// Lines as people read them.
public final class PlainText {
  private static final char ESCAPE = '\u001b';

  private PlainText() {}

  /// The line `bytes[from, to)` without terminal escapes and other control characters; after a
  /// carriage return, only what is left on the screen.
  public static String of(byte[] bytes, int from, int to) {
    var text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    String shown = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    shown = shown.substring(shown.lastIndexOf('\r') + 1);
    var plain = new StringBuilder(shown.length());
    int at = 0;
    while (at < shown.length()) {
      char letter = shown.charAt(at++);
      if (letter == ESCAPE) {
        at = behindEscape(shown, at);
      } else if (letter >= ' ' || letter == '\t') {
        plain.append(letter);
      }
    }
    return plain.toString();
  }

  /// Escapes are `ESC [ … letter` (ECMA-48 control sequences), `ESC ] … BEL` (commands), or two
  /// characters.
  private static int behindEscape(String text, int at) {
    if (at >= text.length()) {
      return at;
    }
    char kind = text.charAt(at);
    int end = at + 1;
    if (kind == '[') {
      while (end < text.length() && !(text.charAt(end) >= '@' && text.charAt(end) <= '~')) {
        end++;
      }
      return Math.min(text.length(), end + 1);
    }
    if (kind == ']') {
      int bell = text.indexOf('\u0007', end);
      return bell < 0 ? text.length() : bell + 1;
    }
    return end;
  }
}
