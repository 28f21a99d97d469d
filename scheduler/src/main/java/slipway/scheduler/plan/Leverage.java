package slipway.scheduler.plan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Lane;

/// What each waiting build is worth to those who wait for something: the expected time for each
/// build that is done thanks to it, itself included. Least first gives low latency.
///
/// For one machine and dependencies that form trees, the best order is known (W. A. Horn,
/// "Single-machine job sequencing with treelike precedence ordering and linear delay penalties",
/// 1972): the value of a build is the best ratio of time to builds over all sets that begin with
/// it. Such a set is grown greedily, from the dependents backwards: the set of the best dependent
/// is merged for as long as that makes the ratio better. So a long build that many short ones wait
/// for comes early, and the long ones among those that wait do not count against it.
///
/// A package graph is no tree. A build that waits for several is brought about by all of them: each
/// set takes a share of it, of its time and of its count, by how much of what it waits for is in
/// the set.
final class Leverage {
  /// A set grows no further: bounds the memory and the time; more would change the ratio little.
  private static final int MEMBERS_MAX = 1024;

  /// More builds than that are not looked into: each counts those that wait for it directly.
  static final int BUILDS_MAX = 32_768;

  /// Of two that are equal, the one that makes work for more slots comes first.
  private static final double FOLLOWER = 0.999;

  /// What takes no time at all still takes a slot.
  private static final double LEAST_MILLIS = 1000;

  private final WantedGraph graph;
  private final Fate[] fates;
  private final Lane[] lanes;
  private final int[][] dependents;
  private final double[] millis;
  private final int[][] members;
  private final double[] ratio;
  private final double[] awaited;
  private final int[] memberOf;
  private final int[] candidateOf;
  private final int[] set = new int[MEMBERS_MAX];

  Leverage(WantedGraph graph, Fate[] fates, Lane[] lanes, int[][] dependents, long[] expected) {
    this.graph = graph;
    this.fates = fates;
    this.lanes = lanes;
    this.dependents = dependents;
    this.millis =
        Arrays.stream(expected)
            .mapToDouble(each -> Math.max(LEAST_MILLIS, (double) each))
            .toArray();
    this.members = new int[graph.size()][];
    this.ratio = new double[graph.size()];
    this.awaited = new double[graph.size()];
    this.memberOf = new int[graph.size()];
    this.candidateOf = new int[graph.size()];
    Arrays.fill(memberOf, -1);
    Arrays.fill(candidateOf, -1);
  }

  /// For each node the milliseconds for each build done, or null if there are too many builds.
  double @Nullable [] millisPerBuild() {
    int count = 0;
    for (int node = 0; node < graph.size(); node++) {
      count += counts(node) ? 1 : 0;
    }
    if (count > BUILDS_MAX) {
      return null;
    }
    int[] order = graph.order();
    for (int place = order.length - 1; place >= 0; place--) {
      int node = order[place];
      if (counts(node)) {
        awaited[node] = awaitedMillis(node, -1);
        grow(node);
      }
    }
    return ratio;
  }

  private boolean counts(int node) {
    return fates[node].isWaiting() && lanes[node] != Lane.BULK;
  }

  /// The sum over what it waits for, of all or of the members of one set.
  private double awaitedMillis(int node, int set) {
    double sum = 0;
    for (int dependency : graph.dependencies(node)) {
      if (fates[dependency].isOnItsWay() && (set < 0 || memberOf[dependency] == set)) {
        sum += millis[dependency];
      }
    }
    return sum;
  }

  private void grow(int first) {
    var candidates =
        new PriorityQueue<Integer>(
            Comparator.comparingDouble((Integer node) -> ratio[node])
                .thenComparing(Comparator.naturalOrder()));
    int size = 0;
    set[size++] = first;
    memberOf[first] = first;
    propose(first, first, candidates);
    double time = millis[first];
    double count = 1;
    while (size < MEMBERS_MAX && !candidates.isEmpty()) {
      int best = candidates.remove();
      if (ratio[best] > time / count) {
        break;
      }
      for (int node : members[best]) {
        if (memberOf[node] == first || size == MEMBERS_MAX) {
          continue;
        }
        double share = Math.min(1, awaitedMillis(node, first) / awaited[node]);
        time += share * FOLLOWER * millis[node];
        count += share;
        set[size++] = node;
        memberOf[node] = first;
        propose(node, first, candidates);
      }
    }
    members[first] = size == 1 ? new int[] {first} : Arrays.copyOf(set, size);
    ratio[first] = time / count;
  }

  private void propose(int node, int first, PriorityQueue<Integer> candidates) {
    for (int dependent : dependents[node]) {
      if (counts(dependent) && candidateOf[dependent] != first && memberOf[dependent] != first) {
        candidateOf[dependent] = first;
        candidates.add(dependent);
      }
    }
  }
}
