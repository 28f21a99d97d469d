/// Tests of the program's own parts.
@NullMarked
package slipway.cli;

import org.jspecify.annotations.NullMarked;
