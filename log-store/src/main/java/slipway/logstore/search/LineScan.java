package slipway.logstore.search;

import java.nio.charset.StandardCharsets;
import java.util.List;
import slipway.logstore.SearchHit;
import slipway.logstore.SearchQuery;
import slipway.logstore.disk.Lines;
import slipway.logstore.search.LinePattern.Match;

/// Looks through consecutive bytes of one log, line by line.
///
/// @param hitsMax how many hits may be added to `found`
record LineScan(SearchQuery query, LinePattern pattern, List<Found> found, int hitsMax) {

  /// Bytes of a log to look through.
  ///
  /// @param offset of `bytes[from]` in the log
  /// @param linesBefore newlines in the log before `bytes[from]`
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Text(long attempt, long offset, long linesBefore, byte[] bytes, int from, int to) {}

  void scan(Text text) {
    byte[] bytes = text.bytes;
    var candidates = pattern.in(bytes, text.from, text.to);
    long line = text.linesBefore + 1;
    int lineStart = text.from;
    int at = candidates.next(text.from);
    boolean wanted = at >= 0 && query.attempts().test(text.attempt);
    while (wanted && at >= 0 && found.size() < hitsMax) {
      line += Lines.newlines(bytes, lineStart, at);
      lineStart = lineStart(bytes, lineStart, at);
      int newline = Lines.nextNewline(bytes, at, text.to);
      int lineEnd = newline < 0 ? text.to : newline;
      match(text, line, lineStart, lineEnd);
      at = newline < 0 ? -1 : candidates.next(newline + 1);
    }
  }

  private static int lineStart(byte[] bytes, int from, int at) {
    int start = at;
    while (start > from && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private void match(Text text, long line, int from, int to) {
    var lineText = new String(text.bytes, from, to - from, StandardCharsets.UTF_8);
    var match = pattern.match(lineText);
    if (match.found()) {
      boolean cut = to == text.to || (from == text.from && text.offset > 0);
      long offset = text.offset + (from - text.from);
      found.add(new Found(hit(text.attempt, line, offset, lineText, match), cut));
    }
  }

  private static SearchHit hit(long attempt, long line, long offset, String text, Match match) {
    int max = SearchHit.TEXT_CHARS_MAX;
    int cutFrom = text.length() <= max ? 0 : Math.max(0, match.from() - max / 4);
    int cutTo = Math.min(text.length(), cutFrom + max);
    return new SearchHit(
        attempt,
        line,
        offset,
        text.substring(cutFrom, cutTo),
        match.from() - cutFrom,
        Math.min(match.to(), cutTo) - cutFrom,
        List.of(),
        List.of());
  }
}
