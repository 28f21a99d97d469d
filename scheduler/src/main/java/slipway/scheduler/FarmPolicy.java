package slipway.scheduler;

import java.time.Duration;
import java.util.List;

/// Every limit, pause and first guess of the farm, in one place.
///
/// @param lostAfter without a word from a worker: its attempts are given to others
public record FarmPolicy(
    Duration lostAfter,
    FirstGuess firstGuess,
    Limits limits,
    Retries retries,
    Remembering remembering,
    Order order,
    Health health) {

  /// What is assumed of a build of which nothing is known.
  ///
  /// @param diskBytes or the worker's share of a slot if that is less
  /// @param memoryBytes likewise
  public record FirstGuess(Duration duration, long diskBytes, long memoryBytes) {}

  /// When an attempt is stopped.
  ///
  /// @param noOutput it has printed nothing for so long
  /// @param totalFactor it has run for so many times its expected duration
  /// @param totalLeast but never before this
  /// @param nearlyDonePercent of its expected duration: from then on a running build of an older
  ///   version may finish
  public record Limits(
      Duration noOutput, int totalFactor, Duration totalLeast, int nearlyDonePercent) {}

  /// How often a build is tried again.
  ///
  /// @param fetchPauses how long to wait after each failed fetch; one more failure is final
  /// @param workerErrorPauses likewise after each error of a worker
  /// @param timeoutsMost how many timeouts are forgiven
  /// @param lostWorkersMost lost on so many different workers, a build is held as poison
  /// @param lostMost lost so many times at all, likewise
  /// @param stoppedMost how many times a worker may stop a build that nobody cancelled
  public record Retries(
      List<Duration> fetchPauses,
      List<Duration> workerErrorPauses,
      int timeoutsMost,
      int lostWorkersMost,
      int lostMost,
      int stoppedMost) {
    public Retries {
      fetchPauses = List.copyOf(fetchPauses);
      workerErrorPauses = List.copyOf(workerErrorPauses);
    }
  }

  /// How long, and how many, released, superseded and cancelled builds are kept at hand.
  public record Remembering(Duration lasting, int most) {}

  /// When a worker is suspected and drained, see [Event.WorkerJudged].
  ///
  /// @param failedInARowMost so many package errors in a row make it suspected
  /// @param suspectAt so much blame does too
  /// @param drainAt with so much blame it is drained
  public record Health(int failedInARowMost, int suspectAt, int drainAt) {}

  /// Who comes first.
  ///
  /// @param push the order within the lanes before bulk
  /// @param overtakingMost a build is never overtaken by what comes later by more than this, and by
  ///   what comes later by a tenth of it only if that has a leverage (the expected time for each
  ///   build that is done thanks to it) that is less by a factor of about three
  /// @param patience a ready build of a later lane that has waited so long is entitled to a share
  /// @param patientShare the share: one slot in so many of a host architecture
  /// @param slowdownMost what has waited for so many times what it was promised, by a push by push
  ///   order, goes first; 0: nobody looks
  /// @param slowdownLeast what would take less counts as this
  public record Order(
      PushOrder push,
      Duration overtakingMost,
      Duration patience,
      int patientShare,
      double slowdownMost,
      Duration slowdownLeast) {
    public Order {
      if (patientShare < 1) {
        throw new IllegalArgumentException("a share is one slot in at least 1: " + patientShare);
      }
    }
  }

  /// The orders that can be compared. All but the first are for simulations.
  public enum PushOrder {
    /// The least expected time for each build that is done thanks to it, with ageing.
    LEVERAGE,
    /// The least expected duration for each build that waits for it and for itself.
    WEIGHTED_SHORTEST,
    SHORTEST,
    LONGEST_PATH,
    /// Push by push, and the least leverage first within each.
    FIRST_PUSH,
    /// Push by push, and as the tree names it within each.
    FIRST_COME
  }

  public static final FarmPolicy DEFAULT =
      new FarmPolicy(
          Duration.ofSeconds(90),
          new FirstGuess(Duration.ofMinutes(2), 4L << 30, 2L << 30),
          new Limits(Duration.ofHours(4), 10, Duration.ofHours(4), 80),
          new Retries(
              List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30)),
              List.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10)),
              1,
              2,
              3,
              5),
          new Remembering(Duration.ofMinutes(10), 10_000),
          new Order(
              PushOrder.LEVERAGE,
              Duration.ofDays(3),
              Duration.ofHours(6),
              4,
              2,
              Duration.ofHours(1)),
          new Health(3, 4, 8));

  public FarmPolicy {
    if (lostAfter.isNegative() || lostAfter.isZero()) {
      throw new IllegalArgumentException("lostAfter must be positive: " + lostAfter);
    }
  }

  public FarmPolicy withLostAfter(Duration duration) {
    return new FarmPolicy(duration, firstGuess, limits, retries, remembering, order, health);
  }

  /// What is assumed of a build of which nothing is known.
  public FarmPolicy withFirstGuesses(Duration duration, long diskBytes, long memoryBytes) {
    var guess = new FirstGuess(duration, diskBytes, memoryBytes);
    return new FarmPolicy(lostAfter, guess, limits, retries, remembering, order, health);
  }

  /// When an attempt is stopped: after so long a silence, and never before it has run for so long.
  public FarmPolicy withLimits(Duration noOutput, Duration totalLeast) {
    var other = new Limits(noOutput, limits.totalFactor(), totalLeast, limits.nearlyDonePercent());
    return new FarmPolicy(lostAfter, firstGuess, other, retries, remembering, order, health);
  }

  public FarmPolicy withOrder(Order other) {
    return new FarmPolicy(lostAfter, firstGuess, limits, retries, remembering, other, health);
  }

  /// How long an attempt may run that is expected to take `expectedMillis`.
  public Duration totalLimit(long expectedMillis) {
    var limit = Duration.ofMillis(expectedMillis * limits.totalFactor());
    return limit.compareTo(limits.totalLeast()) > 0 ? limit : limits.totalLeast();
  }
}
