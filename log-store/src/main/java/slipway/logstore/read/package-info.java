/// Reading logs: any bytes, any lines.
@NullMarked
package slipway.logstore.read;

import org.jspecify.annotations.NullMarked;
