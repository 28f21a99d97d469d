package slipway.scheduler.simulate;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import slipway.scheduler.PackageTarget;

/// What chance decides.
///
/// @param random for what happens once
/// @param seed for what stays as it is
record Chance(RandomGenerator random, long seed) {
  boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  boolean isBad(PackageTarget what, String version, double probability) {
    return isBad(seed, what, version, probability);
  }

  /// Whether this version of a package cannot be built: the same answer each time it is tried.
  static boolean isBad(long seed, PackageTarget what, String version, double probability) {
    if (probability <= 0) {
      return false;
    }
    long mixed = seed * 31 + what.toString().hashCode();
    mixed = mixed * 31 + version.hashCode();
    return new SplittableRandom(mixed).nextDouble() < probability;
  }
}
