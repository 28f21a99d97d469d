/// A git tree of templates, as package definitions and a dependency graph.
@NullMarked
package slipway.catalog;

import org.jspecify.annotations.NullMarked;
