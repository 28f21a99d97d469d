@NullMarked
package slipway.master.leadership;

import org.jspecify.annotations.NullMarked;
