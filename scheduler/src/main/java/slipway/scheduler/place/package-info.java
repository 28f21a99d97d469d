/// Which build starts where: the order of the lanes, and what each worker has room for.
@NullMarked
package slipway.scheduler.place;

import org.jspecify.annotations.NullMarked;
