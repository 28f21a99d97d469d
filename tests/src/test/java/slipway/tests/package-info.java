/// What needs several modules.
@NullMarked
package slipway.tests;

import org.jspecify.annotations.NullMarked;
