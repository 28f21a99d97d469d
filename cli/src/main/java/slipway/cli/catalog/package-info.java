/// `slipway catalog …`: a tree of templates without a farm.
@NullMarked
package slipway.cli.catalog;

import org.jspecify.annotations.NullMarked;
