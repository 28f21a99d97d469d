package slipway.logstore.search;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogDamaged;
import slipway.logstore.disk.Cursor;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Lines;
import slipway.logstore.read.Piece;
import slipway.logstore.read.Pieces;

/// All wanted logs as blocks: logs from the newest attempt to the oldest, each from its beginning
/// to its end. Damaged pieces are left out. Makes native calls.
final class Blocks implements AutoCloseable {
  /// A block ends at the last newline before this, so that a match within a line lies in one block.
  private static final int BLOCK_BYTES = 256 << 10;

  /// Where there is no newline, blocks overlap by this, so that a shorter match is not cut in two.
  static final int OVERLAP_BYTES = 4 << 10;

  private final Pieces pieces;
  private final LongPredicate attempts;
  private final Cursor logs;
  private boolean started;

  private long attempt = -1;
  private long offset;
  private long linesBefore;

  /// What was read from `offset` on; its first `seen` bytes were in the block before as well.
  private byte[] carried = {};

  private int seen;
  private boolean ended;

  Blocks(Database database, Pieces pieces, LongPredicate attempts) {
    this.pieces = pieces;
    this.attempts = attempts;
    logs = database.cursor(Family.LOGS, new byte[0], null);
  }

  Optional<Block> next() throws RocksDBException {
    while (attempt >= 0 || nextLog()) {
      var block = nextBlock();
      if (block != null) {
        return Optional.of(block);
      }
      attempt = -1;
    }
    return Optional.empty();
  }

  private boolean nextLog() throws RocksDBException {
    while (started ? logs.previous() : logs.last()) {
      started = true;
      long candidate = java.nio.ByteBuffer.wrap(logs.key()).getLong();
      if (attempts.test(candidate)) {
        attempt = candidate;
        offset = 0;
        linesBefore = 0;
        carried = new byte[0];
        seen = 0;
        ended = false;
        return true;
      }
    }
    started = true;
    return false;
  }

  private @Nullable Block nextBlock() throws RocksDBException {
    byte[] text = carried;
    while (text.length < BLOCK_BYTES && !ended) {
      var piece = nextPiece(offset + text.length);
      if (piece == null) {
        ended = true;
      } else if (piece.offset() > offset + text.length) {
        return jump(text, piece);
      } else {
        int filled = text.length;
        text = Arrays.copyOf(text, filled + piece.bytes().length);
        System.arraycopy(piece.bytes(), 0, text, filled, piece.bytes().length);
      }
    }
    return text.length > seen ? cut(text) : null;
  }

  /// Gives what is before the damage as a block, and goes on behind it.
  private Block jump(byte[] text, Piece behind) {
    var block = new Block(attempt, offset, linesBefore, text);
    offset = behind.offset();
    linesBefore = behind.linesBefore();
    carried = behind.bytes();
    seen = 0;
    return block;
  }

  private Block cut(byte[] text) {
    int end = text.length;
    int keepFrom = text.length;
    if (!ended) {
      int newline = lastNewline(text);
      end = newline >= 0 ? newline + 1 : text.length;
      keepFrom = newline >= 0 ? end : end - OVERLAP_BYTES;
    }
    var block = new Block(attempt, offset, linesBefore, Arrays.copyOf(text, end));
    linesBefore += Lines.newlines(text, 0, keepFrom);
    offset += keepFrom;
    carried = Arrays.copyOfRange(text, keepFrom, text.length);
    seen = end - keepFrom;
    return block;
  }

  private static int lastNewline(byte[] text) {
    int at = text.length - 1;
    while (at >= 0 && text[at] != '\n') {
      at--;
    }
    return at;
  }

  /// The piece at `from`, or the next one that is not damaged.
  private @Nullable Piece nextPiece(long from) throws RocksDBException {
    long at = from;
    while (true) {
      try {
        return pieces.at(attempt, at).orElse(null);
      } catch (LogDamaged damaged) {
        if (damaged.resumeOffset() <= at || damaged.resumeOffset() == Long.MAX_VALUE) {
          return null;
        }
        at = damaged.resumeOffset();
      }
    }
  }

  @Override
  public void close() {
    logs.close();
  }
}
