/// Measuring how fast the master dispatches.
@NullMarked
package slipway.master.bench;

import org.jspecify.annotations.NullMarked;
