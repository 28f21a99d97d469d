/// Measures the log store against zstd files and grep, on logs made from a seed.
@NullMarked
package slipway.logstore.bench;

import org.jspecify.annotations.NullMarked;
