package slipway.webui.logs;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import slipway.proto.LogPiece;
import slipway.proto.ReadLogRequest;
import slipway.webui.farm.FarmClient;
import slipway.webui.farm.FarmException;
import slipway.webui.farm.FarmStream;
import slipway.webui.http.Refused;

/// Windows into logs. A log may be as long as it likes: a page never gets more than [#WINDOW_BYTES]
/// of it.
public final class LogReader {

  static final int WINDOW_BYTES = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FarmClient farm;

  public LogReader(FarmClient farm) {
    this.farm = farm;
  }

  /// The end of the log; empty if the attempt has none (yet).
  public Optional<LogWindow> tail(long attempt) {
    return window(request(attempt).setLastBytes(WINDOW_BYTES).build(), 0);
  }

  /// What stands before `offset`, the beginning of a line.
  public Optional<LogWindow> before(long attempt, long offset) {
    long first = Math.max(0, offset - WINDOW_BYTES);
    if (offset == 0) {
      return Optional.of(new LogWindow(List.of(), 0, 0, 0, true));
    }
    var request = request(attempt).setOffset(first).setMaxBytes(offset - first);
    return window(request.build(), offset);
  }

  /// What stands around the line that contains `offset`.
  public Optional<LogWindow> around(long attempt, long offset) {
    long first = Math.max(0, offset - WINDOW_BYTES / 2);
    return window(request(attempt).setOffset(first).setMaxBytes(WINDOW_BYTES).build(), 0);
  }

  /// A stream of raw pieces. The caller closes it.
  public FarmStream<LogPiece> stream(ReadLogRequest request) {
    return farm.stream(stub -> stub.readLog(request));
  }

  static ReadLogRequest.Builder request(long attempt) {
    return ReadLogRequest.newBuilder().setAttempt(attempt);
  }

  /// @param knownEnd of the last line, or 0 if the window may end within a line
  private Optional<LogWindow> window(ReadLogRequest request, long knownEnd) {
    var bytes = new ByteArrayOutputStream();
    LogPiece last = null;
    long first = request.getOffset();
    try (var stream = stream(request)) {
      while (!stream.ended() && bytes.size() <= WINDOW_BYTES) {
        var piece = stream.next(PATIENCE);
        if (piece.isPresent()) {
          first = last == null ? piece.get().getOffset() : first;
          last = piece.get();
          bytes.writeBytes(last.getBytes().toByteArray());
        } else if (!stream.ended()) {
          throw new Refused(504, "The log does not come. Try again.", 5);
        }
      }
    } catch (FarmException failure) {
      if (failure.reason() == FarmException.Reason.UNKNOWN) {
        return Optional.empty();
      }
      throw failure;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refused(503, "The web UI is stopping.", 5);
    }
    return last == null
        ? Optional.empty()
        : Optional.of(cut(bytes.toByteArray(), first, knownEnd, last));
  }

  private static LogWindow cut(byte[] bytes, long first, long knownEnd, LogPiece last) {
    int skipped = first == 0 ? 0 : afterFirstLineEnd(bytes);
    var lines = new LogLines(first + skipped);
    var cut = new ArrayList<>(lines.add(Arrays.copyOfRange(bytes, skipped, bytes.length)));
    long end = lines.end();
    boolean complete = first + bytes.length >= last.getTotalBytes() && last.getClosed();
    if (complete || first + bytes.length == knownEnd) {
      lines.unfinished().ifPresent(cut::add);
      end = first + bytes.length;
    }
    return new LogWindow(cut, first + skipped, end, last.getTotalBytes(), last.getClosed());
  }

  /// A window that begins in mid-line leaves the rest of that line to the one before, unless it is
  /// all that there is.
  private static int afterFirstLineEnd(byte[] bytes) {
    for (int i = 0; i < bytes.length - 1; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }
}
