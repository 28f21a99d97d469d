package slipway.scheduler.ledger;

import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;

/// The order of builds within a lane. It does not change while builds wait, but for those that are
/// due.
///
/// World rebuilds want a short makespan: the longest remaining path first.
///
/// Everything else wants low latency: the least leverage first (the expected time for each build
/// that is done thanks to it), with ageing. Both are one sum: the moment from which it waits, plus
/// a handicap that grows with the logarithm of the leverage up to the longest overtaking. So what
/// comes together is in the order of leverage alone, what comes a little later goes first only if
/// its leverage is less by a factor, and nobody is overtaken by what comes later than that.
///
/// What is due comes before all that is not, the longest due first: so nothing takes many times
/// what it would take under first come, first served.
public final class QueueOrder {
  /// Greater leverages are equal: a build of two days that nobody waits for.
  private static final long LEVERAGE_MILLIS_MOST = 2 * 24 * 3_600_000L;

  private static final double LOG_MOST = StrictMath.log1p(LEVERAGE_MILLIS_MOST / 1000.0);

  /// Steps of leverage among what came in the same millisecond.
  private static final long FINE = 100_000;

  private QueueOrder() {}

  /// The order of what is not due.
  static int compare(Build left, Build right) {
    int byPlace = Integer.compare(left.place(), right.place());
    if (byPlace != 0) {
      return byPlace;
    }
    int byKey = Long.compare(left.key, right.key);
    return byKey != 0 ? byKey : compareAge(left, right);
  }

  /// The order of what is due.
  static int compareDue(Build left, Build right) {
    int byDue = Long.compare(left.dueAtMillis(), right.dueAtMillis());
    return byDue != 0 ? byDue : compareAge(left, right);
  }

  private static int compareAge(Build left, Build right) {
    int bySince = left.since().compareTo(right.since());
    return bySince != 0 ? bySince : left.id().compareTo(right.id());
  }

  /// The order within a lane at that moment.
  public static int compare(Build left, Build right, long nowMillis) {
    boolean leftIsDue = isDue(left, nowMillis);
    boolean rightIsDue = isDue(right, nowMillis);
    if (leftIsDue != rightIsDue) {
      return leftIsDue ? -1 : 1;
    }
    return leftIsDue ? compareDue(left, right) : compare(left, right);
  }

  /// The same for builds that may not stand in the queue yet. Costs a logarithm for each.
  public static int compareAhead(FarmPolicy policy, Build left, Build right, long nowMillis) {
    boolean leftIsDue = isDue(left, nowMillis);
    if (leftIsDue || isDue(right, nowMillis) || left.place() != right.place()) {
      return compare(left, right, nowMillis);
    }
    int byKey = Long.compare(key(policy, left), key(policy, right));
    return byKey != 0 ? byKey : compareAge(left, right);
  }

  public static boolean isDue(Build build, long nowMillis) {
    return build.dueAtMillis() <= nowMillis;
  }

  static long key(FarmPolicy policy, Build build) {
    var rank = build.rank();
    if (build.lane() == Lane.BULK) {
      return -rank.remainingPathMillis();
    }
    long since = build.since().toEpochMilli();
    return switch (policy.order().push()) {
      case LEVERAGE -> since + handicapMillis(policy.order(), rank.leverageMillis());
      case WEIGHTED_SHORTEST -> rank.expectedMillis() / (1 + rank.frees());
      case SHORTEST -> rank.expectedMillis();
      case LONGEST_PATH -> -rank.remainingPathMillis();
      case FIRST_PUSH -> FINE * since + Math.round((FINE - 1) * logShare(rank.leverageMillis()));
      case FIRST_COME -> since;
    };
  }

  /// Exact in every JVM, so that a replayed farm has the same order.
  private static long handicapMillis(FarmPolicy.Order order, long leverageMillis) {
    return Math.round(logShare(leverageMillis) * order.overtakingMost().toMillis());
  }

  private static double logShare(long leverageMillis) {
    return StrictMath.log1p(Math.min(leverageMillis, LEVERAGE_MILLIS_MOST) / 1000.0) / LOG_MOST;
  }
}
