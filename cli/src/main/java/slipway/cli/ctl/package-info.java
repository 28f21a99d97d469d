/// `slipway ctl`: the farm's API as commands.
@NullMarked
package slipway.cli.ctl;

import org.jspecify.annotations.NullMarked;
