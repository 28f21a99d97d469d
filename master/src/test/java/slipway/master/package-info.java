@NullMarked
package slipway.master;

import org.jspecify.annotations.NullMarked;
