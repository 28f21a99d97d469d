package slipway.logstore.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;

/// Names of logs that have one, such as the file that they were imported from, in the column family `labels`, with two kinds of
/// keys:
///
///     0x00  attempt 8 bytes, big-endian  →  the label in UTF-8
///     0x01  the label in UTF-8           →  attempt 8 bytes, big-endian
public final class Labels {
  private static final byte BY_ATTEMPT = 0;
  private static final byte BY_LABEL = 1;

  private final Database database;

  public Labels(Database database) {
    this.database = database;
  }

  public Optional<String> labelOf(long attempt) throws RocksDBException {
    return database
        .get(Family.LABELS, key(attempt))
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /// The log with this label: the one that has it already, or else the next free number, which gets
  /// it now.
  public synchronized long attemptOf(String label) throws RocksDBException {
    var known = find(label);
    if (known.isPresent()) {
      return known.getAsLong();
    }
    long attempt = Math.max(nextLog(), nextLabelled());
    try (var batch = new WriteBatch()) {
      database.put(batch, Family.LABELS, key(attempt), label.getBytes(StandardCharsets.UTF_8));
      database.put(batch, Family.LABELS, key(label), ChunkKey.ofAttempt(attempt));
      database.writeDurably(batch);
    }
    return attempt;
  }

  public OptionalLong find(String label) throws RocksDBException {
    var value = database.get(Family.LABELS, key(label));
    return value.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(ChunkKey.attemptOf(value.get()));
  }

  private long nextLog() throws RocksDBException {
    try (var cursor = database.cursor(Family.LOGS, new byte[0], null)) {
      return cursor.last() ? ChunkKey.attemptOf(cursor.key()) + 1 : 0;
    }
  }

  private long nextLabelled() throws RocksDBException {
    try (var cursor =
        database.cursor(Family.LABELS, new byte[] {BY_ATTEMPT}, new byte[] {BY_LABEL})) {
      return cursor.last() ? ByteBuffer.wrap(cursor.key()).getLong(1) + 1 : 0;
    }
  }

  private static byte[] key(long attempt) {
    return ByteBuffer.allocate(9).put(BY_ATTEMPT).putLong(attempt).array();
  }

  private static byte[] key(String label) {
    byte[] text = label.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + text.length).put(BY_LABEL).put(text).array();
  }
}
