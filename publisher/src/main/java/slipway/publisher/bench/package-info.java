/// What publishing costs, beside the real tools.
@NullMarked
package slipway.publisher.bench;

import org.jspecify.annotations.NullMarked;
