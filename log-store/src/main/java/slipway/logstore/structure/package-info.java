/// What lines say: phases, warnings, errors, and whether an error was seen before.
@NullMarked
package slipway.logstore.structure;

import org.jspecify.annotations.NullMarked;
