package slipway.catalog.evaluate;

/// The words of a text: longest runs of letters, digits and underscores. Templates are read by the
/// ten thousand, so that a regular expression for each question would cost more than bash does.
final class Words {
  private Words() {}

  /// Takes one word, which stands from `from` to before `to`; answers whether to go on.
  @FunctionalInterface
  interface Taker {
    boolean take(int from, int to);
  }

  /// Goes through the words of a text in order.
  ///
  /// @return false if `taker` has said so
  static boolean each(String text, Taker taker) {
    int from = -1;
    for (int i = 0; i < text.length(); i++) {
      if (isPart(text.charAt(i))) {
        from = from < 0 ? i : from;
      } else if (from >= 0) {
        if (!taker.take(from, i)) {
          return false;
        }
        from = -1;
      }
    }
    return from < 0 || taker.take(from, text.length());
  }

  static boolean isPart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  /// The line in which a place of a text is, without its end.
  static String lineAt(String text, int place) {
    int end = text.indexOf('\n', place);
    return text.substring(text.lastIndexOf('\n', place - 1) + 1, end < 0 ? text.length() : end);
  }
}
