/// A whole farm of real processes: the way of a push, bad input, and processes that are killed.
@NullMarked
package slipway.tests.farm;

import org.jspecify.annotations.NullMarked;
