package slipway.logstore.index;

import java.util.Arrays;

/// Grams and their slots.
public final class Grams {
  /// Bytes of a gram. Shorter texts cannot be looked up.
  public static final int LENGTH = 4;

  static final int SLOTS_LOG2 = 17;
  static final int SLOTS = 1 << SLOTS_LOG2;

  /// Rows that a text is looked up by at most; more would hardly rule out more.
  private static final int SLOTS_OF_TEXT_MAX = 24;

  /// Knuth's multiplicative hashing: 2^32 divided by the golden ratio, made odd.
  private static final int MULTIPLIER = 0x9E3779B1;

  private static final byte[] FOLDED = new byte[256];

  static {
    for (int at = 0; at < 256; at++) {
      FOLDED[at] = (byte) (at >= 'A' && at <= 'Z' ? at + ('a' - 'A') : at);
    }
  }

  private Grams() {}

  static int slot(int gram) {
    return (gram * MULTIPLIER) >>> (32 - SLOTS_LOG2);
  }

  /// Sets the bit of every gram in `bytes[from, to)`; a gram never reaches across a newline.
  static void collect(byte[] bytes, int from, int to, long[] bits) {
    int gram = 0;
    int inLine = 0;
    for (int at = from; at < to; at++) {
      byte next = bytes[at];
      if (next == '\n') {
        inLine = 0;
      } else {
        gram = gram << 8 | (FOLDED[next & 0xff] & 0xff);
        inLine++;
        if (inLine >= LENGTH) {
          int slot = slot(gram);
          bits[slot >>> 6] |= 1L << slot;
        }
      }
    }
  }

  /// The slots that a pack with this text must have: all of them, or some spread evenly over a long
  /// text. Empty for a text shorter than a gram.
  static int[] ofText(byte[] text) {
    int count = Math.max(0, text.length - LENGTH + 1);
    int[] slots = new int[Math.min(count, SLOTS_OF_TEXT_MAX)];
    for (int at = 0; at < slots.length; at++) {
      int start = (int) ((long) at * count / slots.length);
      int gram = 0;
      for (int letter = 0; letter < LENGTH; letter++) {
        gram = gram << 8 | (FOLDED[text[start + letter] & 0xff] & 0xff);
      }
      slots[at] = slot(gram);
    }
    return Arrays.stream(slots).distinct().toArray();
  }
}
