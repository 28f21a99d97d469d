package slipway.webui.logs;

/// One line of a log, ready for a page.
///
/// @param offset of its first byte in the log
/// @param html safe markup, without the line's end
public record LogLine(long offset, String html, Kind kind) {

  /// The line as an element that can be pointed at: `#o1234`.
  public String markup() {
    return "<span class=\"line " + kind.slug() + "\" id=\"o" + offset + "\">" + html + "</span>\n";
  }

  /// What a line is about, as far as its text tells.
  public enum Kind {
    PLAIN,
    STEP,
    WARNING,
    ERROR;

    /// Its name in the style sheet.
    public String slug() {
      return switch (this) {
        case PLAIN -> "";
        case STEP -> "step";
        case WARNING -> "warning";
        case ERROR -> "error";
      };
    }
  }
}
