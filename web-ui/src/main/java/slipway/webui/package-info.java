/// Everything HTTP.
@NullMarked
package slipway.webui;

import org.jspecify.annotations.NullMarked;
