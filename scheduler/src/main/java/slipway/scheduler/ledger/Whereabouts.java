package slipway.scheduler.ledger;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.FarmPolicy;

/// Where the ledger's builds stand: in the queue, held, postponed or settled. A build is taken out
/// before it changes, and put where it belongs afterwards. O(log n) each.
final class Whereabouts {
  private final FarmPolicy policy;
  private final ReadyQueue ready = new ReadyQueue();
  private final TreeSet<Build> postponed =
      new TreeSet<>(Comparator.comparing(Build::notBefore).thenComparing(Build::id));
  private final TreeMap<BuildId, Build> held = new TreeMap<>();

  /// Settled and nobody's business any more, oldest first.
  private final ArrayDeque<Build> remembered = new ArrayDeque<>();

  private final Map<String, Integer> crampedCountByPackage = new HashMap<>();
  private final EnumMap<BuildState, Integer> countByState = new EnumMap<>(BuildState.class);

  Whereabouts(FarmPolicy policy) {
    this.policy = policy;
  }

  void put(Build build, Arrangements arrangements) {
    countByState.merge(build.state(), 1, Integer::sum);
    build.held = arrangements.holdOf(build.what()) != null;
    if (build.isHeld()) {
      held.put(build.id(), build);
    }
    if (build.isQueued()) {
      build.key = QueueOrder.key(policy, build);
      ready.add(build);
    } else if (build.isPostponed()) {
      postponed.add(build);
    } else if (build.isForgettable()) {
      remembered.addLast(build);
    }
    if (build.isCramped()) {
      crampedCountByPackage.merge(build.what().name(), 1, Integer::sum);
    }
  }

  void take(Build build) {
    countByState.merge(build.state(), -1, Integer::sum);
    if (build.held) {
      held.remove(build.id());
    }
    if (build.isQueued()) {
      ready.remove(build);
    } else if (build.isPostponed()) {
      postponed.remove(build);
    } else if (build.isForgettable()) {
      remembered.remove(build);
    }
    if (build.isCramped()) {
      crampedCountByPackage.computeIfPresent(
          build.what().name(), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  ReadyQueue ready() {
    return ready;
  }

  Collection<Build> postponed() {
    return Collections.unmodifiableCollection(postponed);
  }

  Collection<Build> held() {
    return Collections.unmodifiableCollection(held.values());
  }

  Collection<Build> remembered() {
    return Collections.unmodifiableCollection(remembered);
  }

  int crampedCount(String packageName) {
    return crampedCountByPackage.getOrDefault(packageName, 0);
  }

  int count(BuildState state) {
    return countByState.getOrDefault(state, 0);
  }
}
