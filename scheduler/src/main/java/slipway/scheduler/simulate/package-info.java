/// The real farm in a simulated world: pushes, workers, disks, networks, a publisher and a clock.
/// Months pass in seconds, and the same seed gives the same months.
///
/// Pure: files are read elsewhere.
@NullMarked
package slipway.scheduler.simulate;

import org.jspecify.annotations.NullMarked;
