package slipway.logstore.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.LogRecord;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.index.GramIndex;
import slipway.logstore.pack.Packer;
import slipway.logstore.pack.Unpacked;
import slipway.logstore.read.Pieces;

/// Upkeep of an open store. Everything here may run while the store is written and read.
public final class Upkeep {
  private final Database database;
  private final Pieces pieces;
  private final Unpacked unpacked;
  private final Packer packer;
  private final NativeCalls natives;

  public Upkeep(
      Database database, Pieces pieces, Unpacked unpacked, Packer packer, NativeCalls natives) {
    this.database = database;
    this.pieces = pieces;
    this.unpacked = unpacked;
    this.packer = packer;
    this.natives = natives;
  }

  /// Reads every byte of every log and of the index, and names all damage.
  public VerifyReport verify() {
    return natives.make(() -> new Verification(database, pieces).run());
  }

  /// Makes the search index, marks and signatures again from the logs; searches go on meanwhile,
  /// slower.
  public void reindex() throws InterruptedException {
    packer.reindex();
  }

  /// Adds a backup of the store as it is now to the backups in `directory`: only what is new since
  /// the last one is copied. A backup that was interrupted is not listed, and its files are removed
  /// by the next one.
  ///
  /// @return the backup's number
  public int backup(Path directory) {
    return Backups.make(database, directory);
  }

  /// What the store holds. O(number of logs).
  public StoreStats stats() {
    return natives.make(this::statsHere);
  }

  private StoreStats statsHere() throws RocksDBException {
    long logs = 0;
    long openLogs = 0;
    long logBytes = 0;
    try (var cursor = database.cursor(Family.LOGS, new byte[0], null)) {
      for (boolean more = cursor.first(); more; more = cursor.next()) {
        var record = LogRecord.decode(cursor.value());
        logs++;
        openLogs += record.closed() ? 0 : 1;
        logBytes += record.closed() ? record.length() : openLength(cursor.key());
      }
    } catch (DamagedValue damaged) {
      throw new LogStoreFailed(
          "The list of logs is damaged: %s. Run `slipway logs verify`.".formatted(damaged.what()),
          damaged);
    }
    var view = unpacked.view();
    long unpackedBytes = view.ranges().stream().mapToLong(range -> range.to() - range.from()).sum();
    return new StoreStats(
        logs,
        openLogs,
        logBytes,
        view.packs(),
        unpackedBytes,
        sizeOf(Family.LOGS, Family.CHUNKS, Family.EXTENTS, Family.PACKS, Family.LABELS),
        sizeOf(Family.GRAMS, Family.MARKS, Family.SIGNATURES),
        diskBytes(database.directory()),
        GramIndex.indexedOnDisk(database));
  }

  private long openLength(byte[] key) throws RocksDBException {
    return pieces.last(ChunkKey.attemptOf(key)).map(last -> last.end()).orElse(0L);
  }

  private long sizeOf(Family... families) throws RocksDBException {
    long size = 0;
    for (var family : families) {
      size += database.diskBytes(family);
    }
    return size;
  }

  /// Bytes of all files below a directory, as far as they are used on disk.
  static long diskBytes(Path directory) {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(Upkeep::size).sum();
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot measure " + directory, failed);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0; // deleted by a compaction meanwhile
    }
  }
}
