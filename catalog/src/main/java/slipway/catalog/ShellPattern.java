package slipway.catalog;

/// A shell pattern of `*`, `?`, `[…]` and ordinary characters, against whole texts.
public final class ShellPattern {
  private ShellPattern() {}

  /// Only the last `*` is ever tried again, so the time is at most the product of both lengths.
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starText = 0;
    while (t < text.length()) {
      int close =
          p < pattern.length() && pattern.charAt(p) == '[' ? pattern.indexOf(']', p + 2) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starText = t;
      } else if (close > 0 && inSet(pattern.substring(p + 1, close), text.charAt(t))) {
        p = close + 1;
        t++;
      } else if (close < 0
          && p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean inSet(String set, char c) {
    boolean inverted = set.startsWith("!") || set.startsWith("^");
    boolean found = false;
    for (int i = inverted ? 1 : 0; i < set.length(); i++) {
      if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
        found |= set.charAt(i) <= c && c <= set.charAt(i + 2);
        i += 2;
      } else {
        found |= set.charAt(i) == c;
      }
    }
    return found != inverted;
  }
}
