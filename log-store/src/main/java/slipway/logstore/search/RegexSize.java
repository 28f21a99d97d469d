package slipway.logstore.search;

import java.util.ArrayDeque;
import java.util.regex.Pattern;

/// How large a regular expression becomes when its repetitions are written out: told before it is
/// compiled, as compiling writes them out. Broken expressions get some number; the compiler says
/// what is wrong with them.
final class RegexSize {
  private static final Pattern REPETITION = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

  /// Sizes stop growing here, far above any bound, so that they never overflow.
  private static final long SIZE_MAX = 1L << 40;

  private final String expression;

  /// Sizes of what is before the last atom, for each group that is open.
  private final ArrayDeque<Long> outer = new ArrayDeque<>();

  private long before;
  private long atom;
  private int at;

  private RegexSize(String expression) {
    this.expression = expression;
  }

  /// O(length of the expression).
  static long of(String expression) {
    return new RegexSize(expression).measure();
  }

  private long measure() {
    while (at < expression.length()) {
      char letter = expression.charAt(at++);
      switch (letter) {
        case '(' -> {
          next(0);
          outer.push(before);
          before = 0;
        }
        case ')' -> {
          long group = before + atom + 1;
          before = outer.isEmpty() ? 0 : outer.pop();
          atom = group;
        }
        case '[' -> {
          skipClass();
          next(1);
        }
        case '\\' -> {
          skipEscape();
          next(1);
        }
        case '{' -> repeat();
        case '*', '+', '?', '|' -> before++;
        default -> next(1);
      }
    }
    return outer.stream().mapToLong(size -> size).sum() + before + atom;
  }

  private void next(long size) {
    before = Math.min(SIZE_MAX, before + atom);
    atom = size;
  }

  private void repeat() {
    var repetition = REPETITION.matcher(expression).region(at - 1, expression.length());
    if (!repetition.lookingAt()) {
      next(1);
      return;
    }
    at = repetition.end();
    String most = repetition.group(2);
    long times = Long.parseLong(repetition.group(1));
    if (most != null) {
      times = most.isEmpty() ? times + 1 : Math.max(times, Long.parseLong(most));
    }
    atom = Math.min(SIZE_MAX, atom * Math.max(1, times));
  }

  private void skipClass() {
    int first = at < expression.length() && expression.charAt(at) == '^' ? at + 1 : at;
    at = first;
    while (at < expression.length() && (expression.charAt(at) != ']' || at == first)) {
      at += expression.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(expression.length(), at + 1);
  }

  private void skipEscape() {
    if (at >= expression.length()) {
      return;
    }
    char kind = expression.charAt(at++);
    if (kind == 'Q') {
      int end = expression.indexOf("\\E", at);
      before += (end < 0 ? expression.length() : end) - at;
      at = end < 0 ? expression.length() : end + 2;
    } else if ("xpP".indexOf(kind) >= 0 && expression.startsWith("{", at)) {
      int end = expression.indexOf('}', at);
      at = end < 0 ? expression.length() : end + 1;
    }
  }
}
