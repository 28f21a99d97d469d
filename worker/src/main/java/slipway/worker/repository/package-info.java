/// The farm's repository as a builder reads it.
@NullMarked
package slipway.worker.repository;

import org.jspecify.annotations.NullMarked;
