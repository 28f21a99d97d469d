/// Tests of the web UI against a farm that only pretends.
@NullMarked
package slipway.webui;

import org.jspecify.annotations.NullMarked;
