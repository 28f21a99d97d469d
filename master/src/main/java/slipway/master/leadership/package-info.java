/// Who leads, and since which epoch.
@NullMarked
package slipway.master.leadership;

import org.jspecify.annotations.NullMarked;
