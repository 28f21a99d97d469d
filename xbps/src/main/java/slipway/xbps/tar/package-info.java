/// The tar archives inside package files and repository indexes.
@NullMarked
package slipway.xbps.tar;

import org.jspecify.annotations.NullMarked;
