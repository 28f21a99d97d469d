/// Tests of how logs become markup.
@NullMarked
package slipway.webui.logs;

import org.jspecify.annotations.NullMarked;
