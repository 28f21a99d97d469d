/// Why a build is where it is, in sentences.
@NullMarked
package slipway.scheduler.explain;

import org.jspecify.annotations.NullMarked;
