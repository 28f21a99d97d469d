/// Builds simple templates directly on this host, with its compiler.
@NullMarked
package slipway.worker.driver.template;

import org.jspecify.annotations.NullMarked;
