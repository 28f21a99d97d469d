/// The way to the masters: the only package that knows gRPC.
@NullMarked
package slipway.webui.farm;

import org.jspecify.annotations.NullMarked;
