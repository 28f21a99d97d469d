/// Turning what was appended into packs: well compressed, indexed, and never written again.
@NullMarked
package slipway.logstore.pack;

import org.jspecify.annotations.NullMarked;
