package slipway.logstore.search;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogDamaged;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.disk.Lines;
import slipway.logstore.pack.Unpacked.Range;
import slipway.logstore.read.LogReader;
import slipway.logstore.read.Piece;
import slipway.logstore.read.Pieces;
import slipway.logstore.search.LineScan.Text;

/// Looks through bytes of a log that are not packed. Damaged pieces are left out.
final class RangeScan implements Runnable {
  /// A line is looked at in pieces of this size, if it is longer.
  private static final int LINE_BYTES_MAX = 256 << 10;

  private final Pieces pieces;
  private final Range range;
  private final LineScan lines;
  private final AtomicLong bytesScanned;
  private final BooleanSupplier cancelled;

  /// What was read and not looked through yet: the beginning of a line.
  private byte[] carried = {};

  private long offset;
  private long linesBefore = -1;

  RangeScan(
      Pieces pieces,
      Range range,
      LineScan lines,
      AtomicLong bytesScanned,
      BooleanSupplier cancelled) {
    this.pieces = pieces;
    this.range = range;
    this.lines = lines;
    this.bytesScanned = bytesScanned;
    this.cancelled = cancelled;
  }

  @Override
  public void run() {
    long from = range.from();
    while (from < range.to() && !cancelled.getAsBoolean()) {
      try {
        pieces.walk(range.attempt(), from, this::take);
        from = range.to();
      } catch (LogDamaged damaged) {
        from = Math.max(damaged.resumeOffset(), from + 1);
        linesBefore = -1;
      } catch (RocksDBException failed) {
        throw new LogStoreFailed(
            "The log store cannot be searched: " + failed.getMessage(), failed);
      }
      look(carried, carried.length);
      carried = new byte[0];
    }
  }

  private boolean take(Piece piece, int skip) {
    if (linesBefore < 0) {
      offset = piece.offset() + skip;
      linesBefore = piece.linesBefore() + Lines.newlines(piece.bytes(), 0, skip);
    }
    int end = Math.toIntExact(Math.min(piece.bytes().length, range.to() - piece.offset()));
    byte[] text = Arrays.copyOf(carried, carried.length + Math.max(0, end - skip));
    System.arraycopy(piece.bytes(), skip, text, carried.length, text.length - carried.length);
    bytesScanned.addAndGet(text.length - carried.length);
    int whole = Lines.lastNewline(text, text.length) + 1;
    if (whole > 0) {
      look(text, whole);
      keep(text, whole);
    } else if (text.length >= LINE_BYTES_MAX) {
      look(text, text.length);
      keep(text, text.length - LogReader.ACROSS_BYTES);
    } else {
      carried = text;
    }
    return piece.end() < range.to() && !cancelled.getAsBoolean();
  }

  private void look(byte[] text, int to) {
    lines.scan(new Text(range.attempt(), offset, linesBefore, text, 0, to));
  }

  private void keep(byte[] text, int from) {
    linesBefore += Lines.newlines(text, 0, from);
    offset += from;
    carried = Arrays.copyOfRange(text, from, text.length);
  }
}
