package slipway.scheduler;

import java.time.Duration;
import java.util.List;

/// Every limit, pause and first guess of the farm, in one place.
///
/// @param lostAfter without a word from a worker: its attempts are given to others
/// @param firstDuration what a build takes of which nothing is known
/// @param firstDiskBytes what it is reserved, or the worker's share of a slot if that is less
/// @param firstMemoryBytes likewise
/// @param noOutputLimit an attempt that prints nothing for so long is stopped
/// @param totalLimitFactor an attempt is stopped after this many times its expected duration
/// @param totalLimitLeast but never before this
/// @param fetchPauses how long to wait after each failed fetch; one more failure is final
/// @param workerErrorPauses likewise after each error of a worker
/// @param timeoutsMost how many timeouts are forgiven
/// @param lostWorkersMost lost on so many different workers, a build is held as poison
/// @param lostMost lost so many times at all, likewise
/// @param stoppedMost how many times a worker may stop a build that nobody cancelled
/// @param nearlyDonePercent of its expected duration: a running build of an older version may
///   finish
/// @param rememberFor how long released, superseded and cancelled builds are kept at hand
/// @param rememberMost and how many of them
/// @param patience a ready build of a later lane that has waited so long is entitled to a share
/// @param patientShare the share: one slot in so many of a host architecture
/// @param ageingFactor within a lane, how much later a build may come that must have arrived for
///   each unit of time that it takes for each build it frees
public record FarmPolicy(
    Duration lostAfter,
    Duration firstDuration,
    long firstDiskBytes,
    long firstMemoryBytes,
    Duration noOutputLimit,
    int totalLimitFactor,
    Duration totalLimitLeast,
    List<Duration> fetchPauses,
    List<Duration> workerErrorPauses,
    int timeoutsMost,
    int lostWorkersMost,
    int lostMost,
    int stoppedMost,
    int nearlyDonePercent,
    Duration rememberFor,
    int rememberMost,
    Duration patience,
    int patientShare,
    int ageingFactor) {

  public static final FarmPolicy DEFAULT =
      new FarmPolicy(
          Duration.ofSeconds(90),
          Duration.ofMinutes(2),
          4L << 30,
          2L << 30,
          Duration.ofHours(4),
          10,
          Duration.ofHours(4),
          List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30)),
          List.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10)),
          1,
          2,
          3,
          5,
          80,
          Duration.ofMinutes(10),
          10_000,
          Duration.ofHours(6),
          4,
          40);

  public FarmPolicy {
    fetchPauses = List.copyOf(fetchPauses);
    workerErrorPauses = List.copyOf(workerErrorPauses);
    if (lostAfter.isNegative() || lostAfter.isZero()) {
      throw new IllegalArgumentException("lostAfter must be positive: " + lostAfter);
    }
    if (patientShare < 1 || totalLimitFactor < 1) {
      throw new IllegalArgumentException("patientShare and totalLimitFactor are at least 1");
    }
  }

  public FarmPolicy withLostAfter(Duration duration) {
    return new FarmPolicy(
        duration,
        firstDuration,
        firstDiskBytes,
        firstMemoryBytes,
        noOutputLimit,
        totalLimitFactor,
        totalLimitLeast,
        fetchPauses,
        workerErrorPauses,
        timeoutsMost,
        lostWorkersMost,
        lostMost,
        stoppedMost,
        nearlyDonePercent,
        rememberFor,
        rememberMost,
        patience,
        patientShare,
        ageingFactor);
  }

  /// What is assumed of a build of which nothing is known.
  public FarmPolicy withFirstGuesses(Duration duration, long diskBytes, long memoryBytes) {
    return new FarmPolicy(
        lostAfter,
        duration,
        diskBytes,
        memoryBytes,
        noOutputLimit,
        totalLimitFactor,
        totalLimitLeast,
        fetchPauses,
        workerErrorPauses,
        timeoutsMost,
        lostWorkersMost,
        lostMost,
        stoppedMost,
        nearlyDonePercent,
        rememberFor,
        rememberMost,
        patience,
        patientShare,
        ageingFactor);
  }

  /// When an attempt is stopped: after so long a silence, and never before it has run for so long.
  public FarmPolicy withLimits(Duration noOutput, Duration totalLeast) {
    return new FarmPolicy(
        lostAfter,
        firstDuration,
        firstDiskBytes,
        firstMemoryBytes,
        noOutput,
        totalLimitFactor,
        totalLeast,
        fetchPauses,
        workerErrorPauses,
        timeoutsMost,
        lostWorkersMost,
        lostMost,
        stoppedMost,
        nearlyDonePercent,
        rememberFor,
        rememberMost,
        patience,
        patientShare,
        ageingFactor);
  }

  /// How long an attempt may run that is expected to take `expectedMillis`.
  public Duration totalLimit(long expectedMillis) {
    var limit = Duration.ofMillis(expectedMillis).multipliedBy(totalLimitFactor);
    return limit.compareTo(totalLimitLeast) > 0 ? limit : totalLimitLeast;
  }
}
