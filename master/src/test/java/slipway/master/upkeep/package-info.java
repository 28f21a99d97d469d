@NullMarked
package slipway.master.upkeep;

import org.jspecify.annotations.NullMarked;
