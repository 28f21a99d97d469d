package slipway.worker.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Reads a growing log for the lines that begin with `=> `, and knows whether it grows at all. For
/// one thread.
final class LogWatch {
  private static final int READ_BYTES = 1 << 18;
  private static final int LINE_BYTES_MAX = 4096;
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private final Path log;
  private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
  private final StringBuilder line = new StringBuilder();
  private boolean lineUnmarked;
  private long offset;

  LogWatch(Path log) {
    this.log = log;
  }

  /// Hands over all marked lines that came since the last call, and says whether anything came.
  boolean read(Consumer<String> markedLine) throws IOException {
    if (!Files.exists(log) || Files.size(log) <= offset) {
      return false;
    }
    try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
      int count = channel.read(buffer.clear(), offset);
      while (count > 0) {
        take(buffer.array(), count, markedLine);
        offset += count;
        count = channel.read(buffer.clear(), offset);
      }
    }
    return true;
  }

  private void take(byte[] bytes, int count, Consumer<String> markedLine) {
    int start = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        append(bytes, start, i);
        end(markedLine);
        start = i + 1;
      }
    }
    append(bytes, start, count);
  }

  /// Only of a line that may be marked: a log of gigabytes is looked at, not copied.
  private void append(byte[] bytes, int start, int end) {
    int room = Math.min(end - start, LINE_BYTES_MAX - line.length());
    if (start < end && line.isEmpty() && !lineUnmarked) {
      lineUnmarked = bytes[start] != '=' && bytes[start] != '\u001b';
    }
    if (room > 0 && !lineUnmarked) {
      line.append(new String(bytes, start, room, StandardCharsets.ISO_8859_1));
    }
  }

  private void end(Consumer<String> markedLine) {
    if (line.length() > 3) {
      String plain = COLOUR.matcher(line).replaceAll("");
      if (plain.startsWith("=> ")) {
        markedLine.accept(plain);
      }
    }
    line.setLength(0);
    lineUnmarked = false;
  }
}
