package slipway.logstore.read;

import java.util.Arrays;
import java.util.List;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogDamaged;
import slipway.logstore.LogLine;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.disk.Pack.Segment;

/// Reads bytes and lines, from any thread.
public final class LogReader {
  /// What one read gives at most.
  private static final int READ_BYTES_MAX = 4 << 20;

  /// A text that is not longer is found even where a line without end is cut.
  public static final int ACROSS_BYTES = 4 << 10;

  private final Pieces pieces;
  private final NativeCalls natives;

  public LogReader(Pieces pieces, NativeCalls natives) {
    this.pieces = pieces;
    this.natives = natives;
  }

  /// Up to `bytesMax` bytes from `offset` on; fewer at the end of the log, before damage, and where
  /// they are enough. Empty only behind the end.
  ///
  /// @throws LogDamaged if the byte at `offset` is in a damaged piece
  public byte[] read(long attempt, long offset, int bytesMax) {
    return natives.make(() -> readPieces(attempt, offset, Math.min(bytesMax, READ_BYTES_MAX)));
  }

  private byte[] readPieces(long attempt, long offset, int bytesMax) throws RocksDBException {
    byte[] read = {};
    while (read.length < bytesMax) {
      try {
        var piece = pieces.at(attempt, offset + read.length);
        if (piece.isEmpty()) {
          break;
        }
        int from = Math.toIntExact(offset + read.length - piece.get().offset());
        byte[] bytes = piece.get().bytes();
        int count = Math.min(bytes.length - from, bytesMax - read.length);
        int filled = read.length;
        read = Arrays.copyOf(read, filled + count);
        System.arraycopy(bytes, from, read, filled, count);
      } catch (LogDamaged damaged) {
        if (read.length == 0) {
          throw damaged;
        }
        break; // what is before the damage first; the next read meets it
      }
    }
    return read;
  }

  /// What follows a segment of a pack in its log, as far as a text across its end may reach; empty
  /// at the end of the log.
  public byte[] following(Segment segment) {
    try {
      return read(segment.attempt(), segment.end(), ACROSS_BYTES);
    } catch (LogDamaged unreadable) {
      return new byte[0]; // and cannot be found either
    }
  }

  /// Up to `count` lines from number `from` on; see {@link LineReader#read}.
  public List<LogLine> lines(long attempt, long length, long from, int count) {
    return natives.make(() -> new LineReader(pieces, attempt, length).read(from, count));
  }
}
