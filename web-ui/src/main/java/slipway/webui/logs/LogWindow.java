package slipway.webui.logs;

import java.util.List;

/// A part of a log that fits on a page.
///
/// @param lines whole ones, but for the last of a log that was closed in mid-line
/// @param first offset of the first line
/// @param end offset behind the last line
/// @param totalBytes of the log, as far as it is known now
/// @param closed whether nothing will follow
public record LogWindow(
    List<LogLine> lines, long first, long end, long totalBytes, boolean closed) {

  /// Whether the log goes on behind this window, now or later.
  public boolean isAtEnd() {
    return end >= totalBytes || !closed;
  }
}
