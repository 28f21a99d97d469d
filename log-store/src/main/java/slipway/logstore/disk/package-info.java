/// The database under the log store: RocksDB, its column families, and the layout of keys and
/// values.
@NullMarked
package slipway.logstore.disk;

import org.jspecify.annotations.NullMarked;
