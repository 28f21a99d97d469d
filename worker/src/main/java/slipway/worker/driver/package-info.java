/// What builds a package: one interface, and what all builders have in common.
@NullMarked
package slipway.worker.driver;

import org.jspecify.annotations.NullMarked;
