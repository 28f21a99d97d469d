/// Evaluates templates with bash, each apart from all others, in a sandbox.
@NullMarked
package slipway.catalog.evaluate;

import org.jspecify.annotations.NullMarked;
