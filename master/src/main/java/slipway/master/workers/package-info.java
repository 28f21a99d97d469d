/// The service that workers speak to.
@NullMarked
package slipway.master.workers;

import org.jspecify.annotations.NullMarked;
