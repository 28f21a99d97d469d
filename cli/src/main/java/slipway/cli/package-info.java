/// The one program.
@NullMarked
package slipway.cli;

import org.jspecify.annotations.NullMarked;
