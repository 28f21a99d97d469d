/// RocksDB, as the journal and the history use it.
@NullMarked
package slipway.master.rocks;

import org.jspecify.annotations.NullMarked;
