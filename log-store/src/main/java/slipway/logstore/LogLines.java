package slipway.logstore;

import java.util.List;

/// A range of lines, in order.
///
/// @param lines may be fewer than asked for: at the end of the log, or at {@link
///   LogStore#LINES_BYTES_MAX}
/// @param total lines that the log has now
public record LogLines(long attempt, List<LogLine> lines, long total) {
  public LogLines {
    lines = List.copyOf(lines);
  }
}
