package slipway.logstore.disk;

/// Newlines in bytes.
public final class Lines {
  private Lines() {}

  /// Newlines in `bytes[from, to)`.
  public static int newlines(byte[] bytes, int from, int to) {
    int count = 0;
    for (int at = from; at < to; at++) {
      count += bytes[at] == '\n' ? 1 : 0;
    }
    return count;
  }

  /// The index of the last newline in `bytes[0, to)`, or -1 if there is none.
  public static int lastNewline(byte[] bytes, int to) {
    int at = to - 1;
    while (at >= 0 && bytes[at] != '\n') {
      at--;
    }
    return at;
  }

  /// The index of the first newline at or after `from`, or -1 if there is none before `to`.
  public static int nextNewline(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }
}
