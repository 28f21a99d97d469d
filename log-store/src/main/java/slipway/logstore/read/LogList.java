package slipway.logstore.read;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.Cursor;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;

/// All logs, in the order of their attempts. Where the list itself is damaged, it goes on with the
/// logs that have bytes. Makes native calls.
public final class LogList implements AutoCloseable {
  /// A log.
  ///
  /// @param record its record as stored; null if that cannot be read
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Entry(long attempt, byte @Nullable [] record) {}

  private final Database database;
  private final Cursor logs;
  private boolean positioned;
  private long from;

  public LogList(Database database) throws RocksDBException {
    this(database, 0);
  }

  /// The logs from this attempt on.
  public LogList(Database database, long from) throws RocksDBException {
    this.database = database;
    this.from = from;
    logs = database.cursor(Family.LOGS, new byte[0], null);
  }

  /// The next log; empty behind the last one.
  public Optional<Entry> next() throws RocksDBException {
    if (from < 0) {
      return Optional.empty(); // the one before had the greatest number there is
    }
    try {
      boolean there = positioned ? logs.next() : logs.atOrAfter(ChunkKey.ofAttempt(from));
      positioned = there;
      return there
          ? Optional.of(entry(ChunkKey.attemptOf(logs.key()), logs.value()))
          : Optional.empty();
    } catch (RocksDBException broken) {
      if (!Unreadable.isCorruption(broken)) {
        throw broken;
      }
      positioned = false;
      long found = Math.min(firstWithBytes(Family.EXTENTS), firstWithBytes(Family.CHUNKS));
      return found == Long.MAX_VALUE ? Optional.empty() : Optional.of(entry(found, null));
    }
  }

  private Entry entry(long attempt, byte @Nullable [] record) {
    from = attempt + 1;
    return new Entry(attempt, record);
  }

  private long firstWithBytes(Family family) throws RocksDBException {
    try (var cursor = database.cursor(family, ChunkKey.ofAttempt(from), null)) {
      return cursor.first() ? ChunkKey.attemptOf(cursor.key()) : Long.MAX_VALUE;
    } catch (RocksDBException broken) {
      if (Unreadable.isCorruption(broken)) {
        return Long.MAX_VALUE;
      }
      throw broken;
    }
  }

  @Override
  public void close() {
    logs.close();
  }
}
