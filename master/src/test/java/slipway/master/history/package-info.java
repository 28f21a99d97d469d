@NullMarked
package slipway.master.history;

import org.jspecify.annotations.NullMarked;
