package slipway.logstore.search;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import slipway.logstore.index.GramQuery;

/// A regular expression, matched by re2j: time grows with the length of the line alone, whatever
/// the pattern. The texts that any match must hold are looked for first, in the index and then in
/// the bytes.
final class RegexPattern implements LinePattern {
  /// Instructions of the compiled pattern: its repetitions multiply, and so does the time for each
  /// character.
  private static final int PROGRAM_MAX = 10_000;

  private final Pattern pattern;
  private final RequiredText required;

  /// One of these is in every line that matches; empty if nothing is known.
  private final List<LiteralPattern> texts;

  private RegexPattern(Pattern pattern, RequiredText required) {
    this.pattern = pattern;
    this.required = required;
    texts =
        required.oneOf().stream()
            .map(text -> new LiteralPattern(text, required.ignoresCase()))
            .toList();
  }

  static RegexPattern of(String expression, boolean ignoreCase) {
    requireSmall(expression, RegexSize.of(expression));
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException(
          "`%s` is not a regular expression: %s".formatted(expression, wrong.getDescription()),
          wrong);
    }
    requireSmall(expression, pattern.programSize());
    return new RegexPattern(pattern, RequiredText.of(expression, ignoreCase));
  }

  private static void requireSmall(String expression, long steps) {
    if (steps > PROGRAM_MAX) {
      throw new IllegalArgumentException(
          "`%s` is too large a pattern: its repetitions make %d steps, at most %d are allowed."
              .formatted(expression, steps, PROGRAM_MAX));
    }
  }

  @Override
  public GramQuery grams() {
    return required.grams();
  }

  @Override
  public Candidates in(byte[] bytes, int from, int to) {
    if (texts.isEmpty()) {
      return start -> Math.max(start, from) < to ? Math.max(start, from) : -1;
    }
    return new FirstOf(texts, bytes, from, to);
  }

  @Override
  public Match match(String line) {
    var matcher = pattern.matcher(line);
    return matcher.find() ? new Match(matcher.start(), matcher.end()) : Match.NONE;
  }

  /// The first occurrence of any of several texts. Each is looked for once over the whole range,
  /// however often another one occurs.
  private static final class FirstOf implements Candidates {
    private static final int NOT_YET = -2;

    private final List<LiteralPattern> texts;
    private final byte[] bytes;
    private final int to;
    private final int[] found;

    FirstOf(List<LiteralPattern> texts, byte[] bytes, int from, int to) {
      this.texts = texts;
      this.bytes = bytes;
      this.to = to;
      found = new int[texts.size()];
      for (int at = 0; at < found.length; at++) {
        found[at] = texts.get(at).find(bytes, from, to);
      }
    }

    @Override
    public int next(int from) {
      int first = NOT_YET;
      for (int at = 0; at < found.length; at++) {
        if (found[at] >= 0 && found[at] < from) {
          found[at] = texts.get(at).find(bytes, from, to);
        }
        if (found[at] >= 0 && (first < 0 || found[at] < first)) {
          first = found[at];
        }
      }
      return first < 0 ? -1 : first;
    }
  }
}
