/// The one thread that owns the farm.
@NullMarked
package slipway.master.loop;

import org.jspecify.annotations.NullMarked;
