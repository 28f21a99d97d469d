@NullMarked
package slipway.publisher.minisign;

import org.jspecify.annotations.NullMarked;
