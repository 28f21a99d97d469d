/// Logs that may still grow: who appends, who follows, and the one thread that makes it durable.
@NullMarked
package slipway.logstore.live;

import org.jspecify.annotations.NullMarked;
