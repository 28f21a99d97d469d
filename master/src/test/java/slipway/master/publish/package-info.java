@NullMarked
package slipway.master.publish;

import org.jspecify.annotations.NullMarked;
