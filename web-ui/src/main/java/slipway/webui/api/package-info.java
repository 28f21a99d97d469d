/// The JSON API: everything that a page shows, for programs.
@NullMarked
package slipway.webui.api;

import org.jspecify.annotations.NullMarked;
