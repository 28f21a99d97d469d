package slipway.logstore.search;

import slipway.logstore.SearchQuery;

/// What a line must hold. Made for one search, used by one thread at a time.
interface LinePattern {

  /// Where a line may match: the index of some byte of the first line that may, in `bytes[from,
  /// to)`, or -1 if none does.
  int candidate(byte[] bytes, int from, int to);

  /// The match in a line; empty (`from` < 0) if there is none.
  Match match(String line);

  /// A range of characters in a line.
  record Match(int from, int to) {
    static final Match NONE = new Match(-1, -1);
  }

  /// The pattern that a query asks for.
  ///
  /// @throws IllegalArgumentException if the pattern is not one; the message is for the one who
  ///   asked
  static LinePattern of(SearchQuery query) {
    return query.regex() ? RegexPattern.of(query) : new LiteralPattern(query);
  }
}
