/// Disk space of the build area: what is used, what can be reclaimed.
@NullMarked
package slipway.worker.space;

import org.jspecify.annotations.NullMarked;
