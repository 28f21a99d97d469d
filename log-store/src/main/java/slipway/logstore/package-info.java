/// Build logs for ever, in RocksDB.
@NullMarked
package slipway.logstore;

import org.jspecify.annotations.NullMarked;
