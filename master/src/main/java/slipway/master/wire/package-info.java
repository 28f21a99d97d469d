/// The farm's words as the wire spells them, and back.
@NullMarked
package slipway.master.wire;

import org.jspecify.annotations.NullMarked;
