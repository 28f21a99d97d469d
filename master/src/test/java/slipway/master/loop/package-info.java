@NullMarked
package slipway.master.loop;

import org.jspecify.annotations.NullMarked;
