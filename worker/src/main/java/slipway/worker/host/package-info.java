/// What a worker measures of its host.
@NullMarked
package slipway.worker.host;

import org.jspecify.annotations.NullMarked;
