/// Everything that is said to the master and heard from it.
@NullMarked
package slipway.worker.master;

import org.jspecify.annotations.NullMarked;
