/// What breaks: processes that are killed, networks that are cut, clocks that jump. All of it real.
@NullMarked
package slipway.tests.faults;

import org.jspecify.annotations.NullMarked;
