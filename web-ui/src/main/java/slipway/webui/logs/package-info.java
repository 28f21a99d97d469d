/// Build logs: a window into a long log, live lines, raw bytes. Terminal escapes never become
/// markup.
@NullMarked
package slipway.webui.logs;

import org.jspecify.annotations.NullMarked;
