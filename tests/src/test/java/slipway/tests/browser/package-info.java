/// The web UI in a real browser, in front of a real farm.
@NullMarked
package slipway.tests.browser;

import org.jspecify.annotations.NullMarked;
