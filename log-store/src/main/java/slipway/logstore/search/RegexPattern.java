package slipway.logstore.search;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import slipway.logstore.SearchQuery;

/// A regular expression, matched by re2j: time grows with the length of the line alone, whatever
/// the pattern.
final class RegexPattern implements LinePattern {
  /// Instructions of the compiled pattern: its repetitions multiply, and so does the time for each
  /// character.
  private static final int PROGRAM_MAX = 10_000;

  private final Matcher matcher;

  private RegexPattern(Pattern pattern) {
    matcher = pattern.matcher("");
  }

  static RegexPattern of(SearchQuery query) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(query.pattern(), query.ignoreCase() ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException(
          "`%s` is not a regular expression: %s".formatted(query.pattern(), wrong.getDescription()),
          wrong);
    }
    if (pattern.programSize() > PROGRAM_MAX) {
      throw new IllegalArgumentException(
          "`%s` is too large a pattern: its repetitions make %d steps, at most %d are allowed."
              .formatted(query.pattern(), pattern.programSize(), PROGRAM_MAX));
    }
    return new RegexPattern(pattern);
  }

  @Override
  public int candidate(byte[] bytes, int from, int to) {
    return from < to ? from : -1;
  }

  @Override
  public Match match(String line) {
    matcher.reset(line);
    return matcher.find() ? new Match(matcher.start(), matcher.end()) : Match.NONE;
  }
}
