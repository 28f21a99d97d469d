package slipway.logstore.read;

import java.util.Optional;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogDamaged;
import slipway.logstore.disk.Chunk;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.Cursor;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.LogRecord;

/// Finds the pieces of a log in the database. Its methods make native calls: see {@link
/// slipway.logstore.disk.NativeCalls}.
public final class Pieces {
  private final Database database;

  public Pieces(Database database) {
    this.database = database;
  }

  /// What is recorded of a log; empty if nothing was ever appended.
  public Optional<LogRecord> record(long attempt) throws RocksDBException {
    var value = database.get(Family.LOGS, ChunkKey.ofAttempt(attempt));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LogRecord.decode(value.get()));
    } catch (DamagedValue damaged) {
      throw new LogDamaged(attempt, 0, 0, damaged.what(), damaged);
    }
  }

  /// The last piece of a log; empty if it has none.
  public Optional<Piece> last(long attempt) throws RocksDBException {
    try (var cursor = cursorOf(attempt)) {
      return cursor.last() ? Optional.of(decode(cursor)) : Optional.empty();
    }
  }

  /// The piece that holds `offset`; empty behind the end of the log.
  ///
  /// @throws LogDamaged if the piece is broken or missing
  public Optional<Piece> at(long attempt, long offset) throws RocksDBException {
    try (var cursor = cursorOf(attempt)) {
      if (!cursor.atOrBefore(new ChunkKey(attempt, offset).bytes())) {
        if (!cursor.first()) {
          return Optional.empty();
        }
        throw missing(attempt, offset, ChunkKey.of(cursor.key()).offset());
      }
      var piece = decode(cursor);
      if (offset < piece.end()) {
        return Optional.of(piece);
      }
      if (cursor.next()) {
        throw missing(attempt, piece.end(), ChunkKey.of(cursor.key()).offset());
      }
      return Optional.empty();
    }
  }

  /// The offset of the last piece that begins before the end of line `line - 1`, so that a reader
  /// who starts there meets the beginning of `line` (from 2 on). O(log of the pieces).
  public long offsetBeforeLine(long attempt, long line, long length) throws RocksDBException {
    long low = 0;
    long high = length;
    long found = 0;
    try (var cursor = cursorOf(attempt)) {
      while (low < high) {
        long middle = low + (high - low) / 2;
        if (!cursor.atOrBefore(new ChunkKey(attempt, middle).bytes())) {
          low = middle + 1;
          continue;
        }
        long offset = ChunkKey.of(cursor.key()).offset();
        if (linesBefore(cursor) < line - 1) {
          found = offset;
          low = middle + 1;
        } else {
          high = offset;
        }
      }
    }
    return found;
  }

  private long linesBefore(Cursor cursor) {
    var key = ChunkKey.of(cursor.key());
    try {
      return Chunk.decode(key, cursor.value()).linesBefore();
    } catch (DamagedValue damaged) {
      throw new LogDamaged(key.attempt(), key.offset(), key.offset(), damaged.what(), damaged);
    }
  }

  private Piece decode(Cursor cursor) throws RocksDBException {
    var key = ChunkKey.of(cursor.key());
    try {
      var chunk = Chunk.decode(key, cursor.value());
      return new Piece(
          key.attempt(), key.offset(), chunk.linesBefore(), chunk.newlines(), chunk.raw());
    } catch (DamagedValue damaged) {
      long resume = cursor.next() ? ChunkKey.of(cursor.key()).offset() : Long.MAX_VALUE;
      throw new LogDamaged(key.attempt(), key.offset(), resume, damaged.what(), damaged);
    }
  }

  private static LogDamaged missing(long attempt, long offset, long resumeOffset) {
    return new LogDamaged(attempt, offset, resumeOffset, "a piece is missing", null);
  }

  private Cursor cursorOf(long attempt) {
    byte[] to = attempt == Long.MAX_VALUE ? null : ChunkKey.ofAttempt(attempt + 1);
    return database.cursor(Family.CHUNKS, ChunkKey.ofAttempt(attempt), to);
  }
}
