package slipway.logstore.disk;

import java.util.List;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// A place in an ordered range of keys. Every move says whether there is an entry.
public final class Cursor implements AutoCloseable {
  private final RocksIterator iterator;
  private final List<AbstractNativeReference> natives;

  Cursor(RocksIterator iterator, List<AbstractNativeReference> natives) {
    this.iterator = iterator;
    this.natives = natives;
  }

  public boolean first() throws RocksDBException {
    iterator.seekToFirst();
    return valid();
  }

  public boolean last() throws RocksDBException {
    iterator.seekToLast();
    return valid();
  }

  /// To the first entry at or after `key`.
  public boolean atOrAfter(byte[] key) throws RocksDBException {
    iterator.seek(key);
    return valid();
  }

  /// To the last entry at or before `key`.
  public boolean atOrBefore(byte[] key) throws RocksDBException {
    iterator.seekForPrev(key);
    return valid();
  }

  public boolean next() throws RocksDBException {
    iterator.next();
    return valid();
  }

  public boolean previous() throws RocksDBException {
    iterator.prev();
    return valid();
  }

  public byte[] key() {
    return iterator.key();
  }

  public byte[] value() {
    return iterator.value();
  }

  private boolean valid() throws RocksDBException {
    if (iterator.isValid()) {
      return true;
    }
    iterator.status(); // the end of the range and a broken block look alike otherwise
    return false;
  }

  @Override
  public void close() {
    Natives.closeAll(natives);
  }
}
