/// Processes that outlive this one, and what the kernel tells of them.
@NullMarked
package slipway.worker.process;

import org.jspecify.annotations.NullMarked;
