/// The building process.
@NullMarked
package slipway.worker;

import org.jspecify.annotations.NullMarked;
