/// The benches of `slipway bench`: each measures on this machine, and needs no farm.
@NullMarked
package slipway.cli.bench;

import org.jspecify.annotations.NullMarked;
