package slipway.scheduler.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.ledger.Draft;

/// What each build may count on: when it would be done if everything was built in the order in
/// which it came, and when it must start at the latest so as not to take many times as long.
///
/// What is on its way is as much work in any order, so first come, first served begins a new build
/// once all of that, and what goes before it in its own plan, is shared out among the slots, and
/// not before what it needs is done. What comes together has not come in any order, so there the
/// least leverage goes first. What waits for a build has a claim on it too: the earliest moment
/// counts.
final class Promises {
  private final long[] promisedAtMillis;
  private final long[] dueAtMillis;

  /// Hosts whose workers are partly the same share their slots.
  private static final class Pool {
    final TreeSet<String> hosts = new TreeSet<>();
    long slots;
    double backlogMillis;
  }

  Promises(
      Draft draft,
      WantedGraph graph,
      Fate[] fates,
      Lane[] lanes,
      int[][] dependents,
      long[] expectedMillis,
      IntToLongFunction leverageMillis) {
    this.promisedAtMillis = new long[graph.size()];
    this.dueAtMillis = new long[graph.size()];
    var order = draft.policy().order();
    if (order.push() == FarmPolicy.PushOrder.LEVERAGE && order.slowdownMost() > 0) {
      var news = inTheirOrder(graph, fates, lanes, dependents, leverageMillis);
      promise(draft, graph, fates, news, expectedMillis);
      callIn(graph, fates, lanes, expectedMillis);
    }
  }

  long promisedAtMillis(int node) {
    return promisedAtMillis[node];
  }

  long dueAtMillis(int node) {
    return dueAtMillis[node];
  }

  /// What is new, the least leverage first, but nothing before what it needs.
  private static List<Integer> inTheirOrder(
      WantedGraph graph,
      Fate[] fates,
      Lane[] lanes,
      int[][] dependents,
      IntToLongFunction leverageMillis) {
    int[] missing = new int[graph.size()];
    var ready =
        new PriorityQueue<Integer>(
            Comparator.comparingLong(leverageMillis::applyAsLong)
                .thenComparing(Comparator.naturalOrder()));
    for (int node = 0; node < graph.size(); node++) {
      if (isNew(fates[node], lanes[node])) {
        for (int dependency : graph.dependencies(node)) {
          missing[node] += isNew(fates[dependency], lanes[dependency]) ? 1 : 0;
        }
        if (missing[node] == 0) {
          ready.add(node);
        }
      }
    }
    var order = new ArrayList<Integer>();
    while (!ready.isEmpty()) {
      int node = ready.remove();
      order.add(node);
      for (int dependent : dependents[node]) {
        if (isNew(fates[dependent], lanes[dependent]) && --missing[dependent] == 0) {
          ready.add(dependent);
        }
      }
    }
    return order;
  }

  private void promise(
      Draft draft, WantedGraph graph, Fate[] fates, List<Integer> news, long[] expectedMillis) {
    long now = draft.now().toEpochMilli();
    var poolByHost = pools(draft);
    for (int node = 0; node < graph.size(); node++) {
      var old = fates[node].old();
      if (old != null && fates[node].kind() != Fate.Kind.QUEUE && fates[node].isOnItsWay()) {
        var pool = pool(poolByHost, graph, node);
        pool.backlogMillis += expectedMillis[node];
        promisedAtMillis[node] = old.rank().promisedAtMillis();
        dueAtMillis[node] = old.rank().dueAtMillis();
      }
    }
    var policy = draft.policy().order();
    long least = policy.slowdownLeast().toMillis();
    for (int node : news) {
      var pool = pool(poolByHost, graph, node);
      double begins = now + pool.backlogMillis / Math.max(1, pool.slots);
      for (int dependency : graph.dependencies(node)) {
        if (fates[dependency].isOnItsWay()) {
          begins = Math.max(begins, (double) promisedAtMillis[dependency]);
        }
      }
      pool.backlogMillis += expectedMillis[node];
      promisedAtMillis[node] = Math.round(begins) + expectedMillis[node];
      long span = Math.max(least, promisedAtMillis[node] - now);
      dueAtMillis[node] = now + Math.round(policy.slowdownMost() * span) - expectedMillis[node];
      var old = fates[node].old();
      if (old != null
          && !old.state().isSettled()
          && !old.state().isUsable()
          && old.rank().dueAtMillis() > 0) {
        dueAtMillis[node] = Math.min(dueAtMillis[node], old.rank().dueAtMillis());
      }
    }
  }

  private static boolean isNew(Fate fate, Lane lane) {
    return fate.kind() == Fate.Kind.QUEUE && fate.isWaiting() && lane != Lane.BULK;
  }

  /// Each build is due early enough for those that wait for it.
  private void callIn(WantedGraph graph, Fate[] fates, Lane[] lanes, long[] expectedMillis) {
    int[] order = graph.order();
    for (int place = order.length - 1; place >= 0; place--) {
      int node = order[place];
      if (!fates[node].isWaiting() || dueAtMillis[node] == 0) {
        continue;
      }
      for (int dependency : graph.dependencies(node)) {
        if (fates[dependency].isWaiting() && lanes[dependency] != Lane.BULK) {
          long latest = dueAtMillis[node] - expectedMillis[dependency];
          dueAtMillis[dependency] =
              dueAtMillis[dependency] == 0 ? latest : Math.min(dueAtMillis[dependency], latest);
        }
      }
    }
  }

  private static Pool pool(Map<String, Pool> poolByHost, WantedGraph graph, int node) {
    return poolByHost.computeIfAbsent(graph.wanted(node).what().target().host(), _ -> new Pool());
  }

  private static Map<String, Pool> pools(Draft draft) {
    List<Pool> pools = new ArrayList<>();
    for (var worker : draft.workers()) {
      if (worker.isLost()) {
        continue;
      }
      var joined = new Pool();
      joined.hosts.addAll(worker.hosts());
      joined.slots = worker.slots();
      for (var pool : List.copyOf(pools)) {
        if (pool.hosts.stream().anyMatch(worker.hosts()::contains)) {
          joined.hosts.addAll(pool.hosts);
          joined.slots += pool.slots;
          pools.remove(pool);
        }
      }
      pools.add(joined);
    }
    var poolByHost = new HashMap<String, Pool>();
    for (var pool : pools) {
      for (var host : pool.hosts) {
        poolByHost.put(host, pool);
      }
    }
    return poolByHost;
  }
}
