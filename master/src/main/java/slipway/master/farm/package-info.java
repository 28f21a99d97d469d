/// The service that people and programs speak to.
@NullMarked
package slipway.master.farm;

import org.jspecify.annotations.NullMarked;
