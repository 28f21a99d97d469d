package slipway.webui.logs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Cuts the bytes of a log into lines for a page. Not for several threads.
final class LogLines {

  /// A longer line is broken, so that a log without line ends stays readable and bounded.
  static final int LINE_BYTES_MAX = 8 << 10;

  private static final Pattern ERROR =
      Pattern.compile(
          "\\berror:|=> ERROR|^\\S+: \\*\\*\\* |undefined reference|No space left on device"
              + "|^FAILED\\b|^Traceback \\(most",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WARNING =
      Pattern.compile("\\bwarning:|=> WARNING", Pattern.CASE_INSENSITIVE);
  private static final Pattern STEP = Pattern.compile("^(?:\u001b\\[[0-9;]*m)*=> ");

  private final AnsiHtml ansi = new AnsiHtml();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private long partialOffset;

  /// @param offset of the first byte that will come, the beginning of a line
  LogLines(long offset) {
    this.partialOffset = offset;
  }

  /// The lines that these bytes complete.
  List<LogLine> add(byte[] bytes) {
    var lines = new ArrayList<LogLine>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean lineEnd = bytes[i] == '\n';
      if (lineEnd || partial.size() + i + 1 - start >= LINE_BYTES_MAX) {
        int end = lineEnd ? i : i + 1;
        partial.write(bytes, start, end - start);
        lines.add(cut(lineEnd ? 1 : 0));
        start = i + 1;
      }
    }
    partial.write(bytes, start, bytes.length - start);
    return lines;
  }

  /// The beginning of a line that has not ended yet. The next [#add] still completes it.
  Optional<LogLine> unfinished() {
    return partial.size() == 0
        ? Optional.empty()
        : Optional.of(
            new LogLine(
                partialOffset,
                new AnsiHtml().line(partial.toString(StandardCharsets.UTF_8)),
                LogLine.Kind.PLAIN));
  }

  /// Where the unfinished line begins: all before is in the lines that were handed out.
  long end() {
    return partialOffset;
  }

  private LogLine cut(int endBytes) {
    var text = partial.toString(StandardCharsets.UTF_8);
    var line = new LogLine(partialOffset, ansi.line(text), kindOf(text));
    partialOffset += partial.size() + endBytes;
    partial.reset();
    return line;
  }

  private static LogLine.Kind kindOf(String text) {
    if (ERROR.matcher(text).find()) {
      return LogLine.Kind.ERROR;
    } else if (WARNING.matcher(text).find()) {
      return LogLine.Kind.WARNING;
    }
    return STEP.matcher(text).find() ? LogLine.Kind.STEP : LogLine.Kind.PLAIN;
  }
}
