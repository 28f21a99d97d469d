/// Webhooks: a push is reported to the farm.
@NullMarked
package slipway.webui.hooks;

import org.jspecify.annotations.NullMarked;
