/// The few things of HTTP that several features share: refusals, ranges, bounded bodies.
@NullMarked
package slipway.webui.http;

import org.jspecify.annotations.NullMarked;
