/// What keeps a master's data safe while it runs.
@NullMarked
package slipway.master.upkeep;

import org.jspecify.annotations.NullMarked;
