package slipway.scheduler.simulate;

import java.time.Duration;

/// What goes wrong, and how often. Chances are for each attempt or build; counts are for each day
/// and worker (the master: each day), spread by chance.
///
/// @param packageFails the chance that a version of a package cannot be built for a target
/// @param attemptFails the chance that a worker could not do its part
/// @param fetchFails the chance that sources cannot be fetched
/// @param timesOut the chance that an attempt hangs until its limit
/// @param stops the chance that a worker stops an attempt for reasons of its own
/// @param broken the chance that a worker is broken: half of what it builds fails as if it were the
///   package's fault
/// @param deathsPerDay a worker dies with all it has
/// @param restartsPerDay a worker's process starts anew and goes on with its attempts
/// @param partitionsPerDay a worker goes on, but nobody hears it
/// @param outage how long a death or a partition lasts on average
/// @param masterRestartsPerDay the master starts anew from its journal or a snapshot
/// @param lateness messages are late by up to this, and some come twice
/// @param operations what people do at random each day: all that operators can
public record Faults(
    double packageFails,
    double attemptFails,
    double fetchFails,
    double timesOut,
    double stops,
    double broken,
    double deathsPerDay,
    double restartsPerDay,
    double partitionsPerDay,
    Duration outage,
    double masterRestartsPerDay,
    Duration lateness,
    double operations) {
  public static final Faults NONE =
      new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, Duration.ZERO, 0);
}
