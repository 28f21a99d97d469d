@NullMarked
package slipway.master.journal;

import org.jspecify.annotations.NullMarked;
