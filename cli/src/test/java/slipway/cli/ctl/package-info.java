/// Tests of `slipway ctl`.
@NullMarked
package slipway.cli.ctl;

import org.jspecify.annotations.NullMarked;
