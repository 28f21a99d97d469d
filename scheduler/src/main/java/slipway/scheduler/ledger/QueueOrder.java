package slipway.scheduler.ledger;

import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;

/// The order of builds within a lane, as one number that does not change while a build waits.
///
/// World rebuilds want a short makespan: the longest remaining path first.
///
/// Everything else wants low latency: the least expected duration for each build that it frees
/// (weighted shortest processing time), with ageing. Both are one sum: the moment from which it
/// waits, plus the ageing factor times the weighted duration. Two builds change places when one has
/// waited longer by that factor times what the other takes less, so nobody waits for ever.
final class QueueOrder {
  private QueueOrder() {}

  static long key(FarmPolicy policy, Build build) {
    var rank = build.rank();
    if (build.lane() == Lane.BULK) {
      return -rank.remainingPathMillis();
    }
    long since = build.since().toEpochMilli();
    return switch (policy.order().push()) {
      case WEIGHTED_SHORTEST ->
          since + policy.order().ageingFactor() * (rank.expectedMillis() / (1 + rank.frees()));
      case SHORTEST -> rank.expectedMillis();
      case LONGEST_PATH -> -rank.remainingPathMillis();
      case FIRST_COME -> since;
    };
  }
}
