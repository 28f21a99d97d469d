package slipway.logstore.search;

import slipway.logstore.SearchQuery;
import slipway.logstore.index.GramQuery;

/// What a line must hold. Safe for many threads.
interface LinePattern {

  /// What a pack must have to hold such a line.
  GramQuery grams();

  /// Looks for lines that may match in `bytes[from, to)`.
  Candidates in(byte[] bytes, int from, int to);

  /// The match in a line; {@link Match#NONE} if there is none.
  Match match(String line);

  /// Lines that may match, in order.
  @FunctionalInterface
  interface Candidates {
    /// The index of some byte, at or after `from`, of the first line that may match; -1 if there is
    /// none.
    int next(int from);
  }

  /// A range of characters in a line.
  record Match(int from, int to) {
    static final Match NONE = new Match(-1, -1);

    boolean found() {
      return from >= 0;
    }
  }

  /// The pattern that a query asks for.
  ///
  /// @throws IllegalArgumentException if the pattern is not one; the message is for the one who
  ///   asked
  static LinePattern of(SearchQuery query) {
    return query.regex()
        ? RegexPattern.of(query.pattern(), query.ignoreCase())
        : new LiteralPattern(query.pattern(), query.ignoreCase());
  }
}
