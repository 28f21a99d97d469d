/// `slipway logs` and `slipway bench logs`: a log store by itself, without a farm.
@NullMarked
package slipway.cli.logs;

import org.jspecify.annotations.NullMarked;
