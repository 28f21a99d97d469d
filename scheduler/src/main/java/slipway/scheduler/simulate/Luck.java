package slipway.scheduler.simulate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import slipway.scheduler.Expectation;
import slipway.scheduler.Farm;
import slipway.scheduler.Lease;
import slipway.scheduler.PackageTarget;

/// What attempts are going to take: each within the range that the farm reckons with, as chance has
/// it. The same seed gives a package and target the same, whatever else happens.
///
/// What was built often is off by chances of its own. What was built once or never is off for
/// reasons that others of its kind share (a first guess is wrong for all), so half of its chance is
/// everybody's.
final class Luck {
  /// Nine of ten are within so many standard deviations.
  private static final double NINE_OF_TEN = 1.645;

  private static final double MOST = 2.5;

  /// What was never built may take so many times longer or less long.
  private static final double UNKNOWN = 4;

  private static final double HALF = Math.sqrt(0.5);

  private final Farm learned;
  private final long seed;
  private final double shared;
  private final Map<PackageTarget, Optional<Expectation>> known = new HashMap<>();

  /// @param learned a farm as it is now, which nobody changes
  Luck(Farm learned, long seed) {
    this.learned = learned;
    this.seed = seed;
    this.shared = new SplittableRandom(seed).nextGaussian();
  }

  World.Effort of(Lease lease) {
    var what = lease.what();
    var expected = known.computeIfAbsent(what, learned::expected);
    double own = new SplittableRandom(seed * 31 + what.toString().hashCode()).nextGaussian();
    double mixed = HALF * shared + HALF * own;
    if (expected.isEmpty()) {
      double guess = learned.policy().firstGuess().duration().toMillis();
      return new World.Effort(
          off(guess, guess / UNKNOWN, guess * UNKNOWN, mixed),
          lease.reservation().diskBytes() * 4 / 5,
          lease.reservation().memoryBytes() * 4 / 5);
    }
    var range = expected.get();
    var usage = range.usage();
    return new World.Effort(
        off(
            (double) usage.duration().toMillis(),
            (double) range.least().toMillis(),
            (double) range.most().toMillis(),
            range.attempts() < 2 ? mixed : own),
        usage.diskBytesPeak(),
        usage.memoryBytesPeak());
  }

  /// So many standard deviations off, by factors.
  private static long off(double expected, double least, double most, double deviations) {
    if (expected <= 0) {
      return 1;
    }
    double much = Math.clamp(deviations, -MOST, MOST) / NINE_OF_TEN;
    double factor =
        much < 0
            ? Math.pow(Math.max(least, 1) / expected, -much)
            : Math.pow(Math.max(most, expected) / expected, much);
    return Math.max(1, Math.round(expected * factor));
  }
}
