/// One try of a build: its order, its files, its run and how it ended.
@NullMarked
package slipway.worker.attempt;

import org.jspecify.annotations.NullMarked;
