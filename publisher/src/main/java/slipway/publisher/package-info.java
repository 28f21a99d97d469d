/// The signing and sync stage.
@NullMarked
package slipway.publisher;

import org.jspecify.annotations.NullMarked;
