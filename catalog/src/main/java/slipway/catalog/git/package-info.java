/// Reads trees of templates straight from git objects.
@NullMarked
package slipway.catalog.git;

import org.jspecify.annotations.NullMarked;
