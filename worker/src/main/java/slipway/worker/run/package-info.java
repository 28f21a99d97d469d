/// Runs attempts from their order to their end, and survives a restart of the worker.
@NullMarked
package slipway.worker.run;

import org.jspecify.annotations.NullMarked;
