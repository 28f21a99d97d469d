/// `slipway simulate` and `slipway bench scheduler`: the real scheduler in simulated farms.
@NullMarked
package slipway.cli.simulate;

import org.jspecify.annotations.NullMarked;
