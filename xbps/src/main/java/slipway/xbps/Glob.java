package slipway.xbps;

/// The shell's wildcards as POSIX `fnmatch` with `FNM_PERIOD` has them: `*`, `?`, `[a-z]`, `[!x]`,
/// `\x`. A leading dot is matched by a dot only. O(pattern × text) at worst: a hostile pattern
/// costs no more.
final class Glob {
  private final String pattern;
  private final String text;

  private Glob(String pattern, String text) {
    this.pattern = pattern;
    this.text = text;
  }

  static boolean matches(String pattern, String text) {
    boolean hidden = text.startsWith(".");
    if (hidden && !pattern.startsWith(".") && !pattern.startsWith("\\.")) {
      return false;
    }
    return new Glob(pattern, text).run();
  }

  private boolean run() {
    int p = 0;
    int t = 0;
    int retryPattern = -1;
    int retryText = -1;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        retryPattern = ++p;
        retryText = t;
        continue;
      }
      int next = p < pattern.length() ? matchOne(p, text.charAt(t)) : -1;
      if (next >= 0) {
        p = next;
        t++;
      } else if (retryPattern >= 0) {
        p = retryPattern;
        t = ++retryText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /// Matches `c` with the pattern's element at `p`: where the next element begins, or -1.
  private int matchOne(int p, char c) {
    char element = pattern.charAt(p);
    if (element == '?') {
      return p + 1;
    }
    if (element == '[') {
      int close = endOfSet(p);
      if (close > 0) {
        return setHolds(p + 1, close, c) ? close + 1 : -1;
      }
    }
    if (element == '\\' && p + 1 < pattern.length()) {
      return pattern.charAt(p + 1) == c ? p + 2 : -1;
    }
    return element == c ? p + 1 : -1;
  }

  /// Where the `]` of the set that opens at `p` stands, or -1 if it never closes and so is no set.
  private int endOfSet(int p) {
    int from = p + 1;
    if (isNegation(from)) {
      from++;
    }
    return pattern.indexOf(']', from + 1);
  }

  private boolean setHolds(int from, int close, char c) {
    boolean negated = isNegation(from);
    boolean found = false;
    int at = negated ? from + 1 : from;
    while (at < close) {
      char low = pattern.charAt(at);
      if (at + 2 < close && pattern.charAt(at + 1) == '-') {
        found |= low <= c && c <= pattern.charAt(at + 2);
        at += 3;
      } else {
        found |= low == c;
        at++;
      }
    }
    return found != negated;
  }

  private boolean isNegation(int at) {
    return at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^');
  }
}
