/// Pure decisions: plan, order, placement, retry.
@NullMarked
package slipway.scheduler;

import org.jspecify.annotations.NullMarked;
