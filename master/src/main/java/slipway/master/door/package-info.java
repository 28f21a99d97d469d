/// What every call passes: who asks, what may they do, and how refusals become statuses.
@NullMarked
package slipway.master.door;

import org.jspecify.annotations.NullMarked;
