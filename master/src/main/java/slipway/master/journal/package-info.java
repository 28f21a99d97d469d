/// Every event of the farm, in order and durable.
@NullMarked
package slipway.master.journal;

import org.jspecify.annotations.NullMarked;
