package slipway.logstore;

import java.util.function.LongPredicate;

/// What to look for.
///
/// @param pattern a literal, or a regular expression in the syntax of RE2 (re2j, which runs in
///   linear time); it is looked for within each line
/// @param attempts which logs to look at; asked only for logs that may match
/// @param contextLines lines to give before and after each hit
/// @param hitsMax where the search ends
public record SearchQuery(
    String pattern,
    boolean regex,
    boolean ignoreCase,
    LongPredicate attempts,
    int contextLines,
    int hitsMax) {
  public static final int PATTERN_CHARS_MAX = 1000;
  public static final int CONTEXT_LINES_MAX = 50;
  public static final int HITS_MAX = 100_000;

  private static final int HITS_USUAL = 1000;

  public SearchQuery {
    if (pattern.isEmpty() || pattern.length() > PATTERN_CHARS_MAX) {
      throw new IllegalArgumentException(
          "A search needs a pattern of 1 to %d characters; this one has %d."
              .formatted(PATTERN_CHARS_MAX, pattern.length()));
    }
    if (pattern.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "A search looks within lines: give a pattern of one line.");
    }
    contextLines = Math.clamp(contextLines, 0, CONTEXT_LINES_MAX);
    hitsMax = Math.clamp(hitsMax, 1, HITS_MAX);
  }

  public static SearchQuery literal(String text) {
    return new SearchQuery(text, false, false, _ -> true, 0, HITS_USUAL);
  }

  public static SearchQuery regex(String expression) {
    return new SearchQuery(expression, true, false, _ -> true, 0, HITS_USUAL);
  }

  public SearchQuery ignoringCase() {
    return new SearchQuery(pattern, regex, true, attempts, contextLines, hitsMax);
  }

  public SearchQuery inAttempts(LongPredicate wanted) {
    return new SearchQuery(pattern, regex, ignoreCase, wanted, contextLines, hitsMax);
  }

  public SearchQuery withContext(int lines) {
    return new SearchQuery(pattern, regex, ignoreCase, attempts, lines, hitsMax);
  }

  public SearchQuery atMost(int hits) {
    return new SearchQuery(pattern, regex, ignoreCase, attempts, contextLines, hits);
  }
}
