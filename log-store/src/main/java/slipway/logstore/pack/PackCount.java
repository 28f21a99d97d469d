package slipway.logstore.pack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;

/// How many packs there are, in the column family `meta` under the key `packs`: 8 bytes,
/// big-endian. Written with every pack, so that the last pack need not be read, which may be
/// damaged.
final class PackCount {
  private static final byte[] KEY = "packs".getBytes(StandardCharsets.US_ASCII);

  private PackCount() {}

  static long read(Database database) throws RocksDBException {
    return database.get(Family.META, KEY).map(value -> ByteBuffer.wrap(value).getLong()).orElse(0L);
  }

  static void put(Database database, WriteBatch batch, long count) throws RocksDBException {
    database.put(batch, Family.META, KEY, ByteBuffer.allocate(8).putLong(count).array());
  }
}
