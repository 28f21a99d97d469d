/// From pushes to plans.
@NullMarked
package slipway.master.plan;

import org.jspecify.annotations.NullMarked;
