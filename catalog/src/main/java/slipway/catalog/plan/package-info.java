/// Compares what the tree wants with what the repositories have.
@NullMarked
package slipway.catalog.plan;

import org.jspecify.annotations.NullMarked;
