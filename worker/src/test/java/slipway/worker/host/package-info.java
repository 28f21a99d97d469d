@NullMarked
package slipway.worker.host;

import org.jspecify.annotations.NullMarked;
