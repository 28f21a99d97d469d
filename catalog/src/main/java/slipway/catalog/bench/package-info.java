/// Measures the catalog on a real tree.
@NullMarked
package slipway.catalog.bench;

import org.jspecify.annotations.NullMarked;
