package slipway.logstore.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import slipway.logstore.index.GramQuery;

/// A literal, looked for as bytes of UTF-8. Without regard to case it folds the letters of ASCII;
/// others must be as given.
final class LiteralPattern implements LinePattern {
  private final String literal;
  private final byte[] wanted;
  private final boolean ignoreCase;
  private final int[] shifts = new int[256];

  LiteralPattern(String literal, boolean ignoreCase) {
    this.literal = literal;
    this.ignoreCase = ignoreCase;
    wanted = literal.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < wanted.length; at++) {
      wanted[at] = fold(wanted[at]);
    }
    Arrays.fill(shifts, wanted.length);
    for (int at = 0; at < wanted.length - 1; at++) {
      shift(wanted[at], wanted.length - 1 - at);
    }
  }

  private void shift(byte letter, int by) {
    shifts[letter & 0xff] = by;
    if (ignoreCase && letter >= 'a' && letter <= 'z') {
      shifts[letter - ('a' - 'A')] = by;
    }
  }

  @Override
  public GramQuery grams() {
    return GramQuery.text(literal);
  }

  @Override
  public Candidates in(byte[] bytes, int from, int to) {
    return start -> find(bytes, Math.max(start, from), to);
  }

  /// The index of the first occurrence in `bytes[from, to)`, or -1. Boyer-Moore-Horspool: looks at
  /// the last byte first and shifts by what it rules out.
  int find(byte[] bytes, int from, int to) {
    int last = wanted.length - 1;
    byte lastWanted = wanted[last];
    int at = from + last;
    while (at < to) {
      byte seen = bytes[at];
      if (fold(seen) == lastWanted && matches(bytes, at - last)) {
        return at - last;
      }
      at += shifts[seen & 0xff];
    }
    return -1;
  }

  private boolean matches(byte[] bytes, int start) {
    for (int at = 0; at < wanted.length; at++) {
      if (fold(bytes[start + at]) != wanted[at]) {
        return false;
      }
    }
    return true;
  }

  private byte fold(byte letter) {
    return ignoreCase && letter >= 'A' && letter <= 'Z' ? (byte) (letter + ('a' - 'A')) : letter;
  }

  @Override
  public Match match(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    int found = find(bytes, 0, bytes.length);
    if (found < 0) {
      return Match.NONE;
    }
    int from = new String(bytes, 0, found, StandardCharsets.UTF_8).length();
    return new Match(from, from + literal.length());
  }
}
