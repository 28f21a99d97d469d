package slipway.logstore.read;

import org.rocksdb.RocksDBException;
import slipway.logstore.LogDamaged;
import slipway.logstore.disk.Database;

/// Tells damage of one piece from a database that fails as a whole.
final class Unreadable {
  /// Where a block of the database is broken, the next key is not known: reading is tried again
  /// this much further on.
  private static final long STEP_BYTES = 64 << 10;

  private Unreadable() {}

  /// The exception itself, unless it tells of a broken block.
  ///
  /// @throws LogDamaged if the database has found a broken block
  static RocksDBException asDamage(RocksDBException failed, long attempt, long offset) {
    if (isCorruption(failed)) {
      String what = "a block of the database is broken (%s)".formatted(failed.getMessage());
      throw new LogDamaged(attempt, offset, offset + STEP_BYTES, what, failed);
    }
    return failed;
  }

  static boolean isCorruption(RocksDBException failed) {
    return Database.isCorruption(failed);
  }
}
