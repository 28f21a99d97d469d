package slipway.logstore.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import slipway.logstore.disk.Checksum;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Zstandard;

/// The newest block of the index as it was when the store was closed, in the column family `meta` under the key `recent`:
///
///     checksum  4 bytes, see `Checksum`
///     onDisk    8 bytes, big-endian: packs in the index on disk then
///     length    4 bytes, big-endian: of the block, uncompressed
///     block     the rest: one zstd frame (RFC 8878)
///
/// One that does not fit the index on disk is older than that, and passed over.
final class SavedBlock {
  private static final byte[] KEY = "recent".getBytes(StandardCharsets.US_ASCII);
  private static final int ZSTD_LEVEL = 1;
  private static final int BYTES_MAX = 16 << 20;

  private SavedBlock() {}

  static void save(Database database, long onDisk, RecentBlock recent) throws RocksDBException {
    byte[] block = recent.write();
    byte[] frame = Zstandard.compress(block, 0, block.length, ZSTD_LEVEL);
    var value = ByteBuffer.allocate(Checksum.BYTES + 12 + frame.length).position(Checksum.BYTES);
    value.putLong(onDisk).putInt(block.length).put(frame);
    try (var batch = new WriteBatch()) {
      database.put(batch, Family.META, KEY, Checksum.seal(KEY, value));
      database.write(batch);
    }
  }

  static void load(Database database, long onDisk, RecentBlock into)
      throws RocksDBException, DamagedValue {
    var value = database.get(Family.META, KEY);
    if (value.isEmpty()) {
      return;
    }
    var saved = Checksum.open(KEY, value.get());
    if (saved.remaining() < 12 || saved.getLong() != onDisk) {
      return;
    }
    int length = saved.getInt();
    if (length < 0 || length > BYTES_MAX) {
      throw new DamagedValue("the newest block of the index has no length");
    }
    byte[] frame = new byte[saved.remaining()];
    saved.get(frame);
    into.read(Zstandard.decompress(frame, length));
  }
}
