/// Between what stands on the wire and what the worker works with: converted once, at the door.
@NullMarked
package slipway.worker.wire;

import org.jspecify.annotations.NullMarked;
