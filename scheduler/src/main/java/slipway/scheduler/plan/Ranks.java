package slipway.scheduler.plan;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Rank;
import slipway.scheduler.ledger.Draft;

/// What waits behind each wanted build: its remaining path, how many builds it frees, and the lane
/// that it inherits from those who need it.
final class Ranks {
  /// Up to so many builds of the lanes before bulk, the count of what a build frees is exact:
  /// direct and indirect, each once. With more it counts the direct ones. Bounds the memory to 2
  /// MiB.
  private static final int EXACT_MAX = 4096;

  private final WantedGraph graph;
  private final Fate[] fates;
  private final int[][] dependents;
  private final Lane[] lanes;
  private final long[] expectedMillis;
  private final long[] pathMillis;
  private final int[] frees;
  private final double @Nullable [] leverageMillis;
  private final Promises promises;

  Ranks(Draft draft, WantedGraph graph, Fate[] fates, Lane lane) {
    this.graph = graph;
    this.fates = fates;
    this.dependents = graph.dependents();
    this.lanes = new Lane[graph.size()];
    this.expectedMillis = new long[graph.size()];
    this.pathMillis = new long[graph.size()];
    this.frees = new int[graph.size()];
    for (int node = 0; node < graph.size(); node++) {
      var old = fates[node].old();
      lanes[node] = old != null && fates[node].kind() != Fate.Kind.QUEUE ? old.lane() : lane;
      expectedMillis[node] = expected(draft, graph.wanted(node).what());
    }
    walkBack();
    countFreed();
    leverageMillis = new Leverage(graph, fates, lanes, dependents, expectedMillis).millisPerBuild();
    promises =
        new Promises(draft, graph, fates, lanes, dependents, expectedMillis, this::leverageMillis);
  }

  static long expected(Draft draft, PackageTarget what) {
    var usage = draft.estimates().expectedOf(what);
    return (usage == null ? draft.policy().firstGuess().duration() : usage.duration()).toMillis();
  }

  private void walkBack() {
    int[] order = graph.order();
    for (int place = order.length - 1; place >= 0; place--) {
      int node = order[place];
      if (!fates[node].isOnItsWay()) {
        continue;
      }
      long longest = 0;
      for (int dependent : dependents[node]) {
        if (fates[dependent].isWaiting()) {
          longest = Math.max(longest, pathMillis[dependent]);
          frees[node]++;
          if (lanes[dependent].compareTo(lanes[node]) < 0) {
            lanes[node] = lanes[dependent];
          }
        }
      }
      pathMillis[node] = longest + expectedMillis[node];
    }
  }

  private void countFreed() {
    int[] bitOf = new int[graph.size()];
    int count = 0;
    for (int node = 0; node < graph.size(); node++) {
      bitOf[node] = fates[node].isWaiting() && lanes[node] != Lane.BULK ? count++ : -1;
    }
    if (count > EXACT_MAX) {
      return;
    }
    var behind = new BitSet[graph.size()];
    int[] order = graph.order();
    for (int place = order.length - 1; place >= 0; place--) {
      int node = order[place];
      if (bitOf[node] < 0) {
        continue;
      }
      var set = new BitSet();
      for (int dependent : dependents[node]) {
        if (bitOf[dependent] >= 0) {
          set.set(bitOf[dependent]);
          set.or(behind[dependent]);
        }
      }
      behind[node] = set;
      frees[node] = set.cardinality();
    }
  }

  Lane lane(int node) {
    return lanes[node];
  }

  private long leverageMillis(int node) {
    return leverageMillis == null
        ? expectedMillis[node] / (1 + frees[node])
        : Math.round(leverageMillis[node]);
  }

  Rank rank(int node) {
    return new Rank(
        expectedMillis[node],
        pathMillis[node],
        frees[node],
        leverageMillis(node),
        promises.promisedAtMillis(node),
        promises.dueAtMillis(node));
  }
}
