/// Drives xbps-src of a void-packages checkout.
@NullMarked
package slipway.worker.driver.xbpssrc;

import org.jspecify.annotations.NullMarked;
