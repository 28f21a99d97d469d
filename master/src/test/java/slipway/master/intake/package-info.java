@NullMarked
package slipway.master.intake;

import org.jspecify.annotations.NullMarked;
