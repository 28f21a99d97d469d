package slipway.webui.logs;

/// Turns the text of terminals into safe markup.
///
/// Builds print whatever they like, so nothing of a log is trusted: `<`, `>`, `&` and quotes are
/// escaped, colours become classes of the style sheet, all other escape sequences (titles, links,
/// cursor movements) are dropped, and what cannot be shown (control characters, the ones that
/// reorder text) becomes visible. A style goes on until it is reset, across lines, as on a
/// terminal. Not for several threads.
final class AnsiHtml {

  private static final char ESC = 0x1b;
  private static final char BEL = 0x07;

  private final AnsiStyle style = new AnsiStyle();

  /// One line, without its end. A carriage return within begins the line anew, as progress bars do.
  String line(String text) {
    var html = new StringBuilder(text.length() + 16);
    var open = style.classes();
    openSpan(html, open);
    int at = 0;
    int visibleFrom = afterLastReturn(text);
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = c == ESC ? sequenceEnd(text, at) : at + 1;
      if (c == ESC && end > at + 1) {
        style.apply(text, at, end);
        var next = style.classes();
        if (!next.equals(open) && at >= visibleFrom) {
          closeSpan(html, open);
          openSpan(html, next);
        } else if (at < visibleFrom) {
          html.setLength(0);
          openSpan(html, next);
        }
        open = next;
      } else if (at >= visibleFrom) {
        escape(html, c);
      }
      at = end;
    }
    closeSpan(html, open);
    return html.toString();
  }

  /// Where the text begins that a terminal would still show.
  private static int afterLastReturn(String text) {
    int last = text.length();
    while (last > 0 && text.charAt(last - 1) == '\r') {
      last--;
    }
    return text.lastIndexOf('\r', last - 1) + 1;
  }

  /// Where the escape sequence at `start` ends; `start + 1` if there is no whole one.
  private static int sequenceEnd(String text, int start) {
    if (start + 1 >= text.length()) {
      return start + 1;
    }
    return switch (text.charAt(start + 1)) {
      case '[' -> controlEnd(text, start);
      case ']', 'P', '_', '^', 'X' -> stringEnd(text, start);
      case '(', ')', '*', '+', '#', '%', ' ' -> Math.min(start + 3, text.length());
      default -> text.charAt(start + 1) < 0x20 ? start + 1 : start + 2;
    };
  }

  /// `ESC [ parameters intermediates final` (ECMA-48, section 5.4).
  private static int controlEnd(String text, int start) {
    int at = start + 2;
    while (at < text.length() && text.charAt(at) >= 0x20 && text.charAt(at) <= 0x3f) {
      at++;
    }
    boolean whole = at < text.length() && text.charAt(at) >= 0x40 && text.charAt(at) <= 0x7e;
    return whole ? at + 1 : start + 1;
  }

  /// A command string, which ends with BEL or `ESC \`.
  private static int stringEnd(String text, int start) {
    for (int at = start + 2; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == BEL) {
        return at + 1;
      }
      if (c == ESC) {
        return at + 1 < text.length() && text.charAt(at + 1) == '\\' ? at + 2 : start + 1;
      }
    }
    return start + 1;
  }

  private static void openSpan(StringBuilder html, String classes) {
    if (!classes.isEmpty()) {
      html.append("<span class=\"").append(classes).append("\">");
    }
  }

  private static void closeSpan(StringBuilder html, String classes) {
    if (!classes.isEmpty()) {
      html.append("</span>");
    }
  }

  private static void escape(StringBuilder html, char c) {
    switch (c) {
      case '<' -> html.append("&lt;");
      case '>' -> html.append("&gt;");
      case '&' -> html.append("&amp;");
      case '"' -> html.append("&quot;");
      case '\'' -> html.append("&#39;");
      case '\t' -> html.append(c);
      case '\r' -> {}
      default -> {
        if (c < 0x20) {
          html.append((char) (0x2400 + c)); // the control's picture
        } else if (isInvisible(c)) {
          html.append('\ufffd');
        } else {
          html.append(c);
        }
      }
    }
  }

  /// Controls of the upper half, and marks that make text read in another order than it is.
  private static boolean isInvisible(char c) {
    return (c >= 0x7f && c <= 0x9f)
        || (c >= '\u200b' && c <= '\u200f')
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2060' && c <= '\u206f')
        || c == '\ufeff'
        || c == '\u2028'
        || c == '\u2029';
  }
}
