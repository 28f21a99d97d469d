/// Keeping a store in health: what it holds, whether it is whole, its backups.
@NullMarked
package slipway.logstore.upkeep;

import org.jspecify.annotations.NullMarked;
