package slipway.logstore.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogLine;
import slipway.logstore.LogStore;
import slipway.logstore.disk.Lines;

/// Reads lines of one log by the sparse line index, from the piece that holds the first of them on.
public final class LineReader {
  private final Pieces pieces;
  private final long attempt;
  private final long length;

  private long offset;
  private long linesBefore;
  private byte[] bytes = {};
  private int at;

  /// Reads the first `length` bytes of the log as the whole of it.
  public LineReader(Pieces pieces, long attempt, long length) {
    this.pieces = pieces;
    this.attempt = attempt;
    this.length = length;
  }

  /// Up to `count` lines from number `from` (1 is the first), fewer at the end of the log or where
  /// they get larger than {@link LogStore#LINES_BYTES_MAX} together.
  public List<LogLine> read(long from, int count) throws RocksDBException {
    var lines = new ArrayList<LogLine>();
    seekLine(from);
    int size = 0;
    while (lines.size() < count && position() < length && size < LogStore.LINES_BYTES_MAX) {
      var line = nextLine(from + lines.size());
      lines.add(line);
      size += line.bytes().length;
    }
    return lines;
  }

  private void seekLine(long line) throws RocksDBException {
    if (line <= 1) {
      seek(0);
      return;
    }
    seek(pieces.offsetBeforeLine(attempt, line, length));
    if (!fill()) {
      return;
    }
    // What was a piece of its own may have become part of a longer one meanwhile.
    long missing = line - 1 - linesBefore - Lines.newlines(bytes, 0, at);
    while (missing > 0 && fill()) {
      int newline = Lines.nextNewline(bytes, at, bytes.length);
      at = newline < 0 ? bytes.length : newline + 1;
      missing -= newline < 0 ? 0 : 1;
    }
  }

  private LogLine nextLine(long number) throws RocksDBException {
    long start = position();
    byte[] line = {};
    while (fill()) {
      int newline = Lines.nextNewline(bytes, at, bytes.length);
      int to = newline < 0 ? bytes.length : newline;
      line = join(line, at, to);
      if (line.length > LogStore.LINE_BYTES_MAX) {
        seekLine(number + 1);
        return new LogLine(number, start, Arrays.copyOf(line, LogStore.LINE_BYTES_MAX), false);
      }
      at = newline < 0 ? to : to + 1;
      if (newline >= 0) {
        break;
      }
    }
    return new LogLine(number, start, line, true);
  }

  private byte[] join(byte[] line, int from, int to) {
    byte[] longer = Arrays.copyOf(line, line.length + to - from);
    System.arraycopy(bytes, from, longer, line.length, to - from);
    return longer;
  }

  private long position() {
    return offset + at;
  }

  private void seek(long to) {
    offset = to;
    bytes = new byte[0];
    at = 0;
  }

  /// Makes sure that there is a byte to read; false at the end of the log.
  private boolean fill() throws RocksDBException {
    if (at < bytes.length) {
      return true;
    }
    long next = position();
    if (next >= length) {
      return false;
    }
    var piece = pieces.at(attempt, next);
    if (piece.isEmpty()) {
      return false;
    }
    offset = piece.get().offset();
    linesBefore = piece.get().linesBefore();
    bytes = piece.get().bytes();
    if (piece.get().end() > length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(length - offset));
    }
    at = Math.toIntExact(next - offset);
    return true;
  }
}
