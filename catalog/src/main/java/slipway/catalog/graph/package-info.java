/// Resolves names to source packages, and finds what cannot be built.
@NullMarked
package slipway.catalog.graph;

import org.jspecify.annotations.NullMarked;
