package slipway.logstore;

import java.util.List;

/// A line that matches.
///
/// @param line its number, from 1
/// @param offset of the line's first byte in the log
/// @param text the line, cut around the match where it is longer than {@link #TEXT_CHARS_MAX}
/// @param from where the match begins in `text`
/// @param to where the match ends in `text`
/// @param before the lines before it, as many as the query asked for
/// @param after the lines after it
public record SearchHit(
    long attempt,
    long line,
    long offset,
    String text,
    int from,
    int to,
    List<String> before,
    List<String> after) {
  public static final int TEXT_CHARS_MAX = 2000;

  public SearchHit {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
