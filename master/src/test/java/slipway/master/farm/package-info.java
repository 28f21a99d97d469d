@NullMarked
package slipway.master.farm;

import org.jspecify.annotations.NullMarked;
