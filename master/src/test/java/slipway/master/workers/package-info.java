@NullMarked
package slipway.master.workers;

import org.jspecify.annotations.NullMarked;
