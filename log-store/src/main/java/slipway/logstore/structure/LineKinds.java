package slipway.logstore.structure;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import slipway.logstore.LogMark.Kind;
import slipway.logstore.disk.Lines;

/// Recognises lines of compilers, linkers, make and xbps-src (whose own lines begin with `=> `, see
/// its common/xbps-src/shutils/common.sh).
public final class LineKinds {
  /// Called with each line that was recognised: the kind, the index of its first byte, and of its
  /// end.
  @FunctionalInterface
  public interface Recognised {
    void line(Kind kind, int from, int to);
  }

  private static final List<String> ERRORS =
      List.of(
          "error: ",
          "error[E",
          "ERROR: ",
          "Error: ",
          "CMake Error",
          "undefined reference to",
          "*** [",
          "*** No rule to make",
          "Traceback (most recent",
          "No space left on device",
          "Segmentation fault",
          "undefined symbol: ",
          "ld: cannot find ");
  private static final List<String> WARNINGS =
      List.of("warning: ", "WARNING: ", "Warning: ", "CMake Warning");

  private static final Pattern PHASE =
      Pattern.compile(
          "=> \\S+: running (?:pre|do|post)[-_](\\w+).*|=> \\S+: (building|installing) .*");

  /// Four bytes in a row that a line must have to be an error or a warning, with letters in lower
  /// case. Looking for these first lets all other lines pass at the speed of one comparison for
  /// each byte.
  private static final byte ESCAPE = 0x1b;

  private static final int RROR = quartet("rror");

  private static final int ARNI = quartet("arni");
  private static final int D_RE = quartet("d re");
  private static final int STARS = quartet("*** ");
  private static final int TRAC = quartet("trac");
  private static final int O_SP = quartet("o sp");
  private static final int SEGM = quartet("segm");
  private static final int D_SY = quartet("d sy");
  private static final int CANN = quartet("cann");

  private LineKinds() {}

  private static int quartet(String letters) {
    int packed = 0;
    for (int at = 0; at < 4; at++) {
      packed = (packed << 8) | letters.charAt(at) | 0x20;
    }
    return packed;
  }

  /// Finds the recognised lines in `bytes[from, to)`. A phase is told when it differs from the one
  /// told before.
  public static void find(byte[] bytes, int from, int to, Recognised recognised) {
    String phase = "";
    int lineStart = from;
    int recent = 0;
    int at = from;
    while (at < to) {
      byte next = bytes[at];
      boolean own = at == lineStart && next == '=' && at + 2 < to && bytes[at + 1] == '>';
      recent = (recent << 8) | (next & 0xff) | 0x20;
      if (own || (isTelling(recent) && isWhole(bytes, at, to, recent))) {
        int newline = Lines.nextNewline(bytes, at, to);
        int end = newline < 0 ? to : newline;
        var text = PlainText.of(bytes, lineStart, Math.min(end, lineStart + LINE_CHARS_MAX));
        String begun = own ? phaseOf(text).orElse(phase) : phase;
        var kind = kindOf(text);
        if (kind != null) {
          recognised.line(kind, lineStart, end);
        } else if (!begun.equals(phase)) {
          recognised.line(Kind.PHASE, lineStart, end);
          phase = begun;
        }
        at = end;
        next = '\n';
      }
      at++;
      if (next == '\n') {
        lineStart = at;
        recent = 0;
      }
    }
  }

  /// What a line says is at its beginning.
  private static final int LINE_CHARS_MAX = 2000;

  private static boolean isTelling(int recent) {
    return recent == RROR
        || recent == ARNI
        || recent == D_RE
        || recent == STARS
        || recent == TRAC
        || recent == O_SP
        || recent == SEGM
        || recent == D_SY
        || recent == CANN;
  }

  /// Whether what ends at `at` may go on as an error or a warning, and not as `-Werror` or
  /// `errors`. Most lines that are telling at first sight end here.
  private static boolean isWhole(byte[] bytes, int at, int to, int recent) {
    if (recent == RROR) {
      return at + 1 < to && endsWord(bytes, at + 1, at - 4, 'E');
    }
    if (recent == ARNI) {
      return at + 3 < to
          && bytes[at + 1] == 'n'
          && bytes[at + 2] == 'g'
          && endsWord(bytes, at + 3, at - 4, 'W');
    }
    return true;
  }

  /// A word of a compiler ends with a colon, a bracket or a terminal escape; CMake's begins with a
  /// capital, and goes on.
  private static boolean endsWord(byte[] bytes, int behind, int first, char capital) {
    byte next = bytes[behind];
    return next == ':'
        || next == '['
        || next == ESCAPE
        || (next == ' ' && first >= 0 && bytes[first] == capital);
  }

  private static @Nullable Kind kindOf(String text) {
    if (ERRORS.stream().anyMatch(text::contains)) {
      return Kind.ERROR;
    }
    return WARNINGS.stream().anyMatch(text::contains) ? Kind.WARNING : null;
  }

  private static Optional<String> phaseOf(String text) {
    var matcher = PHASE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
  }
}
