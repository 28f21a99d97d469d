package slipway.webui.logs;

/// Colours and weights as a terminal's "select graphic rendition" sets them (ECMA-48, 8.3.117).
///
/// All colours are brought down to the sixteen of the style sheet, which are readable on light and
/// dark ground; a log cannot make its text invisible.
final class AnsiStyle {

  private static final int NONE = -1;
  private static final int PARAMETERS_MAX = 32;

  /// The sixteen colours as xterm draws them.
  private static final int[] PALETTE = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff
  };

  private int colour = NONE;
  private int ground = NONE;
  private boolean bold;
  private boolean dim;
  private boolean italic;
  private boolean underlined;

  /// Space-separated names of the style sheet; empty for plain text.
  String classes() {
    var names = new StringBuilder();
    append(names, colour != NONE, "c" + colour);
    append(names, ground != NONE, "g" + ground);
    append(names, bold, "b");
    append(names, dim, "d");
    append(names, italic, "i");
    append(names, underlined, "u");
    return names.toString();
  }

  private static void append(StringBuilder names, boolean wanted, String name) {
    if (wanted) {
      names.append(names.isEmpty() ? "" : " ").append(name);
    }
  }

  /// Takes in the escape sequence at `[start, end)` of `text`, if it is one about style.
  void apply(String text, int start, int end) {
    if (text.charAt(start + 1) != '[' || text.charAt(end - 1) != 'm') {
      return;
    }
    var words = text.substring(start + 2, end - 1).replace(':', ';').split(";", PARAMETERS_MAX);
    var numbers = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = number(words[i]);
    }
    for (int i = 0; i < numbers.length; i++) {
      i += applyOne(numbers, i);
    }
  }

  private static int number(String word) {
    if (word.isEmpty()) {
      return 0;
    }
    try {
      return Math.min(Integer.parseInt(word), 1000);
    } catch (NumberFormatException notANumber) {
      return 1000;
    }
  }

  /// @return how many further numbers were used
  private int applyOne(int[] numbers, int i) {
    int number = numbers[i];
    switch (number) {
      case 0 -> reset();
      case 1 -> bold = true;
      case 2 -> dim = true;
      case 3 -> italic = true;
      case 4 -> underlined = true;
      case 22 -> bold = dim = false;
      case 23 -> italic = false;
      case 24 -> underlined = false;
      case 39 -> colour = NONE;
      case 49 -> ground = NONE;
      case 38 -> {
        colour = extended(numbers, i, colour);
        return extendedLength(numbers, i);
      }
      case 48 -> {
        ground = extended(numbers, i, ground);
        return extendedLength(numbers, i);
      }
      default -> applyBasicColour(number);
    }
    return 0;
  }

  private void applyBasicColour(int number) {
    if (number >= 30 && number <= 37) {
      colour = number - 30;
    } else if (number >= 90 && number <= 97) {
      colour = number - 90 + 8;
    } else if (number >= 40 && number <= 47) {
      ground = number - 40;
    } else if (number >= 100 && number <= 107) {
      ground = number - 100 + 8;
    }
  }

  private void reset() {
    colour = NONE;
    ground = NONE;
    bold = dim = italic = underlined = false;
  }

  private static int extendedLength(int[] numbers, int i) {
    int kind = i + 1 < numbers.length ? numbers[i + 1] : 0;
    int wanted = kind == 5 ? 2 : kind == 2 ? 4 : 0;
    return Math.min(wanted, numbers.length - 1 - i);
  }

  /// `38;5;INDEX` or `38;2;RED;GREEN;BLUE`.
  private static int extended(int[] numbers, int i, int otherwise) {
    int length = extendedLength(numbers, i);
    if (length == 2) {
      return indexed(numbers[i + 2] & 0xff);
    }
    return length == 4
        ? nearest(numbers[i + 2] & 0xff, numbers[i + 3] & 0xff, numbers[i + 4] & 0xff)
        : otherwise;
  }

  /// xterm's 256 colours: sixteen, a cube of 6×6×6, a ramp of 24 greys.
  private static int indexed(int index) {
    if (index < 16) {
      return index;
    }
    if (index >= 232) {
      int grey = 8 + (index - 232) * 10;
      return nearest(grey, grey, grey);
    }
    int cube = index - 16;
    return nearest(cube / 36 * 51, cube / 6 % 6 * 51, cube % 6 * 51);
  }

  private static int nearest(int red, int green, int blue) {
    int best = 0;
    int bestDistance = Integer.MAX_VALUE;
    for (int i = 0; i < PALETTE.length; i++) {
      int r = red - (PALETTE[i] >> 16 & 0xff);
      int g = green - (PALETTE[i] >> 8 & 0xff);
      int b = blue - (PALETTE[i] & 0xff);
      int distance = r * r + g * g + b * b;
      if (distance < bestDistance) {
        bestDistance = distance;
        best = i;
      }
    }
    return best;
  }
}
