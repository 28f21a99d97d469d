package slipway.master.rocks;

import java.io.IOException;
import java.util.List;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// Stands on one key of a range at a time. For one thread.
public final class Cursor implements AutoCloseable {
  private final RocksIterator iterator;
  private final ReadOptions options;
  private final List<AbstractNativeReference> bounds;
  private final boolean backwards;

  private Cursor(
      RocksIterator iterator,
      ReadOptions options,
      List<AbstractNativeReference> bounds,
      boolean backwards) {
    this.iterator = iterator;
    this.options = options;
    this.bounds = bounds;
    this.backwards = backwards;
  }

  static Cursor over(
      RocksIterator iterator,
      ReadOptions options,
      List<AbstractNativeReference> bounds,
      boolean backwards) {
    if (backwards) {
      iterator.seekToLast();
    } else {
      iterator.seekToFirst();
    }
    return new Cursor(iterator, options, bounds, backwards);
  }

  /// Whether it stands on a key; false at the end of the range.
  ///
  /// @throws IOException if the database cannot be read on
  public boolean valid() throws IOException {
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
      return false;
    } catch (RocksDBException failed) {
      throw new IOException("Cannot read on: " + failed.getMessage(), failed);
    }
  }

  public byte[] key() {
    return iterator.key();
  }

  public byte[] value() {
    return iterator.value();
  }

  public void advance() {
    if (backwards) {
      iterator.prev();
    } else {
      iterator.next();
    }
  }

  @Override
  public void close() {
    iterator.close();
    options.close();
    Rocks.closeAll(bounds);
  }
}
