package slipway.logstore.read;

import org.rocksdb.RocksDBException;
import slipway.logstore.disk.Chunk;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.Cursor;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Extent;
import slipway.logstore.disk.Family;

/// Walks over the pieces of one log, packed ones and then those that are not, as they were at one
/// moment: what is packed meanwhile is neither missed nor seen twice.
///
/// A chunk of which only the beginning is packed is still there whole, so the last extent and the
/// first chunk may overlap.
final class PieceCursor implements AutoCloseable {
  private final long attempt;
  private final Cursor extents;
  private final Cursor chunks;
  private Cursor current;

  PieceCursor(Database database, long attempt) throws RocksDBException {
    this.attempt = attempt;
    byte[] to = attempt == Long.MAX_VALUE ? null : ChunkKey.ofAttempt(attempt + 1);
    var both = database.cursors(ChunkKey.ofAttempt(attempt), to, Family.EXTENTS, Family.CHUNKS);
    extents = both.get(0);
    chunks = both.get(1);
    current = extents;
  }

  /// To the piece with the greatest offset not above this one; false if there is none.
  boolean atOrBefore(long offset) throws RocksDBException {
    byte[] key = new ChunkKey(attempt, offset).bytes();
    current = chunks;
    if (chunks.atOrBefore(key)) {
      return true;
    }
    current = extents;
    return extents.atOrBefore(key);
  }

  boolean first() throws RocksDBException {
    current = extents;
    if (extents.first()) {
      return true;
    }
    current = chunks;
    return chunks.first();
  }

  boolean last() throws RocksDBException {
    return atOrBefore(Long.MAX_VALUE);
  }

  boolean next() throws RocksDBException {
    if (current.next()) {
      return true;
    }
    if (current == chunks) {
      return false;
    }
    current = chunks;
    return chunks.first();
  }

  boolean isPacked() {
    return current == extents;
  }

  long offset() {
    return ChunkKey.of(current.key()).offset();
  }

  /// Whether the piece holds nothing at or behind `at`, though it may be damaged otherwise.
  boolean endsBefore(long at) {
    if (offset() >= at) {
      return false; // no piece is empty
    }
    try {
      long length = isPacked() ? extent().length() : chunk().rawLength();
      return offset() + length <= at;
    } catch (DamagedValue unknown) {
      return false; // who reads it is told
    }
  }

  long linesBefore() throws DamagedValue {
    return isPacked() ? extent().linesBefore() : chunk().linesBefore();
  }

  Extent extent() throws DamagedValue {
    return Extent.decode(ChunkKey.of(extents.key()), extents.value());
  }

  Chunk chunk() throws DamagedValue {
    return Chunk.decode(ChunkKey.of(chunks.key()), chunks.value());
  }

  @Override
  public void close() {
    extents.close();
    chunks.close();
  }
}
