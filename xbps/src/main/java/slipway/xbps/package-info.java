/// The XBPS formats in plain Java.
@NullMarked
package slipway.xbps;

import org.jspecify.annotations.NullMarked;
