/// Commands of people and words of workers.
@NullMarked
package slipway.scheduler.operate;

import org.jspecify.annotations.NullMarked;
