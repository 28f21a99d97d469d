/// From delivered builds to released ones.
@NullMarked
package slipway.master.publish;

import org.jspecify.annotations.NullMarked;
