/// Keys, certificates and tokens that a farm needs, made on the spot.
@NullMarked
package slipway.cli.keys;

import org.jspecify.annotations.NullMarked;
