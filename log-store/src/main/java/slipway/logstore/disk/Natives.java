package slipway.logstore.disk;

import java.util.List;
import org.rocksdb.AbstractNativeReference;

/// Objects of RocksDB that live outside the heap.
final class Natives {
  private Natives() {}

  /// Closes them from the last one made to the first: what is used by others is closed after them.
  static void closeAll(List<? extends AbstractNativeReference> natives) {
    natives.reversed().forEach(AbstractNativeReference::close);
  }
}
