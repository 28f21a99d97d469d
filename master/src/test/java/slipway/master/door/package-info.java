@NullMarked
package slipway.master.door;

import org.jspecify.annotations.NullMarked;
