/// What follows when an attempt ends, a build is staged, fails or is asked for again.
@NullMarked
package slipway.scheduler.judge;

import org.jspecify.annotations.NullMarked;
