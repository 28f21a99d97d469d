package slipway.xbps;

import java.util.Arrays;

/// The order of XBPS versions.
///
/// A version is read as a list of numbers and one revision. Digits count by their value; `alpha`,
/// `beta`, `pre` and `rc` are negative, so that they sort before the release; letters are a zero
/// and their place in the alphabet. The shorter list is padded with zeros, and the revision decides
/// among equals. Source of the rules: void-linux/xbps, `lib/external/dewey.c`.
public final class Version {
  private Version() {}

  /// Negative, zero or positive as `a` is older than, equal to or newer than `b`.
  ///
  /// Whole pkgvers may be compared if both have the same name. Never fails: what means nothing is
  /// skipped.
  public static int compare(String a, String b) {
    Parts left = Parts.of(a);
    Parts right = Parts.of(b);
    int count = Math.max(left.count, right.count);
    for (int i = 0; i < count; i++) {
      int order = order(left.number(i), right.number(i));
      if (order != 0) {
        return order;
      }
    }
    return order(left.revision, right.revision);
  }

  /// The sign of a 32-bit difference that may wrap, because that is how the client compares.
  private static int order(int a, int b) {
    return Integer.signum(a - b);
  }

  /// A version taken apart.
  private static final class Parts {
    private int[] numbers = new int[16];
    private int count;
    private int revision;

    static Parts of(String version) {
      var parts = new Parts();
      int at = 0;
      while (at < version.length()) {
        at = parts.take(version, at);
      }
      return parts;
    }

    int number(int index) {
      return index < count ? numbers[index] : 0;
    }

    /// Takes the component at `at` and returns where the next one begins.
    private int take(String text, int at) {
      char c = text.charAt(at);
      if (isDigit(c)) {
        int end = endOfDigits(text, at);
        add(value(text, at, end));
        return end;
      }
      if (c == '_') {
        int end = endOfDigits(text, at + 1);
        revision = value(text, at + 1, end);
        return end;
      }
      for (Modifier modifier : Modifier.values()) {
        if (text.regionMatches(true, at, modifier.word, 0, modifier.word.length())) {
          add(modifier.number);
          return at + modifier.word.length();
        }
      }
      int letter = (c | 0x20) - 'a';
      if (c < 0x80 && letter >= 0 && letter < 26) {
        add(0);
        add(letter + 1);
      }
      return at + 1;
    }

    private void add(int number) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number;
    }

    private static int endOfDigits(String text, int from) {
      int end = from;
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
      }
      return end;
    }

    private static int value(String text, int from, int to) {
      int value = 0;
      for (int i = from; i < to; i++) {
        value = value * 10 + (text.charAt(i) - '0');
      }
      return value;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }

  /// Words that stand for a number, in the order in which they are tried.
  private enum Modifier {
    ALPHA("alpha", -3),
    BETA("beta", -2),
    PRE("pre", -1),
    RC("rc", -1),
    PATCH_LEVEL("pl", 0),
    DOT(".", 0);

    private final String word;
    private final int number;

    Modifier(String word, int number) {
      this.word = word;
      this.number = number;
    }
  }
}
