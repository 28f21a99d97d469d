package slipway.logstore;

/// A line that means something: where a phase begins, a warning, an error.
///
/// @param line its number, from 1
/// @param offset of its first byte in the log
/// @param text the line, without terminal escapes, cut at {@link #TEXT_CHARS_MAX}
public record LogMark(Kind kind, long line, long offset, String text) {
  public static final int TEXT_CHARS_MAX = 300;

  /// What a line says.
  public enum Kind {
    /// A phase of the build begins: the line is one of xbps-src's own.
    PHASE,
    WARNING,
    ERROR
  }
}
