package slipway.logstore.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.LogDamaged;
import slipway.logstore.disk.Chunk;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Extent;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Lines;
import slipway.logstore.disk.LogRecord;

/// Finds the pieces of a log in the database. Its methods make native calls: see {@link
/// slipway.logstore.disk.NativeCalls}.
public final class Pieces {
  private static final Logger log = LoggerFactory.getLogger(Pieces.class);

  private final Database database;
  private final Packs packs;

  public Pieces(Database database, Packs packs) {
    this.database = database;
    this.packs = packs;
  }

  /// What is recorded of a log; empty if nothing was ever appended.
  public Optional<LogRecord> record(long attempt) throws RocksDBException {
    try {
      var value = database.get(Family.LOGS, ChunkKey.ofAttempt(attempt));
      return value.isEmpty() ? Optional.empty() : Optional.of(LogRecord.decode(value.get()));
    } catch (DamagedValue damaged) {
      return recordFromPieces(attempt, damaged);
    } catch (RocksDBException broken) {
      if (Unreadable.isCorruption(broken)) {
        return recordFromPieces(attempt, broken);
      }
      throw broken;
    }
  }

  /// What the pieces of a log tell of it where its record is damaged: it counts as closed, long
  /// ago.
  private Optional<LogRecord> recordFromPieces(long attempt, Exception damaged)
      throws RocksDBException {
    log.atError()
        .addKeyValue("attempt", attempt)
        .setCause(damaged)
        .log("the record of a log is damaged, its length is that of its pieces");
    return last(attempt)
        .map(last -> {
          long lines = last.linesBefore() + last.newlines() + (last.endsInNewline() ? 0 : 1);
          return LogRecord.open(0).close(0, last.end(), lines);
        });
  }

  /// Numbers of logs from `from` on, at most `count` of them.
  public List<Long> attempts(long from, int count) throws RocksDBException {
    var attempts = new ArrayList<Long>();
    try (var logs = new LogList(database, from)) {
      for (var next = logs.next();
          next.isPresent() && attempts.size() < count;
          next = logs.next()) {
        attempts.add(next.get().attempt());
      }
    }
    return attempts;
  }

  /// The last piece of a log; empty if it has none.
  public Optional<Piece> last(long attempt) throws RocksDBException {
    try (var cursor = new PieceCursor(database, attempt)) {
      return cursor.last() ? Optional.of(decode(attempt, cursor)) : Optional.empty();
    }
  }

  /// The piece that holds `offset`; empty behind the end of the log.
  ///
  /// @throws LogDamaged if the piece is broken or missing
  public Optional<Piece> at(long attempt, long offset) throws RocksDBException {
    try (var cursor = new PieceCursor(database, attempt)) {
      if (!cursor.atOrBefore(offset)) {
        if (!cursor.first()) {
          return Optional.empty();
        }
        throw missing(attempt, offset, cursor.offset());
      }
      if (!cursor.endsBefore(offset)) {
        return Optional.of(decode(attempt, cursor));
      }
      if (cursor.next()) {
        throw missing(attempt, offset, cursor.offset());
      }
      return Optional.empty();
    } catch (RocksDBException failed) {
      throw Unreadable.asDamage(failed, attempt, offset);
    }
  }

  /// Is shown the pieces of a log.
  @FunctionalInterface
  public interface Visitor {
    /// Looks at the bytes of `piece` from index `from` on: what is before it was seen already, or
    /// not asked for.
    ///
    /// @return false to end
    boolean visit(Piece piece, int from);
  }

  /// Shows the pieces of a log one after the other, from the byte at `offset` on.
  ///
  /// @throws LogDamaged if one is broken or missing
  public void walk(long attempt, long offset, Visitor visitor) throws RocksDBException {
    long expected = offset;
    try (var cursor = new PieceCursor(database, attempt)) {
      boolean more = cursor.atOrBefore(offset) || cursor.first();
      while (more) {
        if (cursor.offset() > expected) {
          throw missing(attempt, expected, cursor.offset());
        }
        boolean wanted = true;
        if (!cursor.endsBefore(expected)) {
          var piece = decode(attempt, cursor);
          wanted = visitor.visit(piece, Math.toIntExact(expected - piece.offset()));
          expected = piece.end();
        }
        more = wanted && cursor.next();
      }
    } catch (RocksDBException failed) {
      throw Unreadable.asDamage(failed, attempt, expected);
    }
  }

  /// Up to where the log is packed; 0 if nothing of it is.
  public long packedEnd(long attempt) throws RocksDBException {
    byte[] to = attempt == Long.MAX_VALUE ? null : ChunkKey.ofAttempt(attempt + 1);
    try (var cursor = database.cursor(Family.EXTENTS, ChunkKey.ofAttempt(attempt), to)) {
      if (!cursor.last()) {
        return 0;
      }
      var key = ChunkKey.of(cursor.key());
      return key.offset() + Extent.decode(key, cursor.value()).length();
    } catch (DamagedValue damaged) {
      throw new LogDamaged(attempt, 0, 0, damaged.what(), damaged);
    }
  }

  /// Newlines in the log before the packed piece at `offset`.
  public long linesBefore(long attempt, long offset) throws RocksDBException {
    var key = new ChunkKey(attempt, offset);
    try {
      var value = database.get(Family.EXTENTS, key.bytes());
      if (value.isEmpty()) {
        throw new DamagedValue("a piece is missing");
      }
      return Extent.decode(key, value.get()).linesBefore();
    } catch (DamagedValue damaged) {
      throw new LogDamaged(attempt, offset, offset, damaged.what(), damaged);
    }
  }

  /// The offset of the last piece that begins before the end of line `line - 1`, so that a reader
  /// who starts there meets the beginning of `line` (from 2 on). O(log of the pieces).
  public long offsetBeforeLine(long attempt, long line, long length) throws RocksDBException {
    long low = 0;
    long high = length;
    long found = 0;
    try (var cursor = new PieceCursor(database, attempt)) {
      while (low < high) {
        long middle = low + (high - low) / 2;
        if (!cursor.atOrBefore(middle)) {
          low = middle + 1;
          continue;
        }
        if (linesBeforeAt(attempt, cursor) < line - 1) {
          found = cursor.offset();
          low = middle + 1;
        } else {
          high = cursor.offset();
        }
      }
    }
    return found;
  }

  private static long linesBeforeAt(long attempt, PieceCursor cursor) {
    try {
      return cursor.linesBefore();
    } catch (DamagedValue damaged) {
      long offset = cursor.offset();
      throw new LogDamaged(attempt, offset, offset, damaged.what(), damaged);
    }
  }

  private Piece decode(long attempt, PieceCursor cursor) throws RocksDBException {
    long offset = cursor.offset();
    long end = LogDamaged.NOTHING_FOLLOWS;
    try {
      if (cursor.isPacked()) {
        var extent = cursor.extent();
        end = offset + extent.length();
        return packed(attempt, offset, extent);
      }
      Chunk chunk = cursor.chunk();
      return new Piece(attempt, offset, chunk.linesBefore(), chunk.newlines(), chunk.raw());
    } catch (DamagedValue damaged) {
      long resume = cursor.next() ? cursor.offset() : end;
      throw new LogDamaged(attempt, offset, resume, damaged.what(), damaged);
    }
  }

  private Piece packed(long attempt, long offset, Extent extent) throws DamagedValue {
    byte[] raw = packs.raw(extent.pack());
    int end = extent.position() + extent.length();
    if (end > raw.length) {
      throw new DamagedValue("it reaches beyond pack %d".formatted(extent.pack()));
    }
    byte[] bytes = Arrays.copyOfRange(raw, extent.position(), end);
    int newlines = Lines.newlines(bytes, 0, bytes.length);
    return new Piece(attempt, offset, extent.linesBefore(), newlines, bytes);
  }

  private static LogDamaged missing(long attempt, long offset, long resumeOffset) {
    return new LogDamaged(attempt, offset, resumeOffset, "a piece is missing", null);
  }
}
