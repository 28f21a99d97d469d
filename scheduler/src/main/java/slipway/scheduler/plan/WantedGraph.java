package slipway.scheduler.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Wanted;

/// The wanted builds as a graph of small numbers: node `i` is the i-th wanted build.
final class WantedGraph {
  private static final int[] NONE = {};

  private final List<Wanted> nodes;
  private final Map<PackageTarget, Integer> nodeByPackage;
  private final int[][] dependencies;
  private final int[] namedBy;
  private final int[] order;
  private final int cycleFreeCount;

  /// O(nodes + edges). A package that is wanted twice counts once, as it is named first.
  WantedGraph(List<Wanted> wanted) {
    nodes = new ArrayList<>(wanted.size());
    nodeByPackage = HashMap.newHashMap(wanted.size());
    for (var one : wanted) {
      if (nodeByPackage.putIfAbsent(one.what(), nodes.size()) == null) {
        nodes.add(one);
      }
    }
    dependencies = new int[nodes.size()][];
    namedBy = new int[nodes.size()];
    Arrays.fill(namedBy, -1);
    for (int node = 0; node < nodes.size(); node++) {
      dependencies[node] = resolve(node);
    }
    order = new int[nodes.size()];
    cycleFreeCount = sort();
  }

  private int[] resolve(int node) {
    var wanted = nodes.get(node);
    if (!wanted.impediment().isEmpty() || wanted.dependencies().isEmpty()) {
      return NONE; // It is not built: what it needs does not matter.
    }
    int[] found = new int[wanted.dependencies().size()];
    int count = 0;
    for (var what : wanted.dependencies()) {
      Integer dependency = nodeByPackage.get(what);
      if (dependency != null && dependency != node && namedBy[dependency] != node) {
        namedBy[dependency] = node;
        found[count++] = dependency;
      }
    }
    return count == 0 ? NONE : Arrays.copyOf(found, count);
  }

  /// Kahn's algorithm: dependencies before dependents, otherwise as they were named. What is left
  /// over is on a cycle or behind one, and comes last.
  private int sort() {
    int[] missing = new int[size()];
    int[][] dependents = dependents();
    int end = 0;
    for (int node = 0; node < size(); node++) {
      missing[node] = dependencies[node].length;
      if (missing[node] == 0) {
        order[end++] = node;
      }
    }
    for (int done = 0; done < end; done++) {
      for (int dependent : dependents[order[done]]) {
        if (--missing[dependent] == 0) {
          order[end++] = dependent;
        }
      }
    }
    int sorted = end;
    for (int node = 0; node < size(); node++) {
      if (missing[node] > 0) {
        order[end++] = node;
      }
    }
    return sorted;
  }

  /// For each node, the nodes that need it.
  int[][] dependents() {
    int[] counts = new int[size()];
    for (int[] edges : dependencies) {
      for (int dependency : edges) {
        counts[dependency]++;
      }
    }
    int[][] dependents = new int[size()][];
    for (int node = 0; node < size(); node++) {
      dependents[node] = counts[node] == 0 ? NONE : new int[counts[node]];
      counts[node] = 0;
    }
    for (int node = 0; node < size(); node++) {
      for (int dependency : dependencies[node]) {
        dependents[dependency][counts[dependency]++] = node;
      }
    }
    return dependents;
  }

  int size() {
    return nodes.size();
  }

  Wanted wanted(int node) {
    return nodes.get(node);
  }

  boolean contains(PackageTarget what) {
    return nodeByPackage.containsKey(what);
  }

  int[] dependencies(int node) {
    return dependencies[node];
  }

  /// All nodes, dependencies first.
  int[] order() {
    return order;
  }

  /// How many of the first in order are on no cycle and behind none.
  int cycleFreeCount() {
    return cycleFreeCount;
  }

  /// The cycle that keeps this node from ever being built, as a sentence. Only for nodes that come
  /// after the cycle-free ones.
  String cycle(int start) {
    var path = new ArrayList<Integer>();
    boolean[] isFree = new boolean[size()];
    for (int place = 0; place < cycleFreeCount; place++) {
      isFree[order[place]] = true;
    }
    Integer node = start;
    while (node != null && !path.contains(node)) {
      path.add(node);
      node = firstOnCycle(node, isFree);
    }
    if (node == null) {
      return "Needs something that waits for itself.";
    }
    var text = new StringBuilder("There is a dependency cycle: ");
    for (int place = path.indexOf(node); place < path.size(); place++) {
      text.append(wanted(path.get(place)).what()).append(" needs ");
    }
    return text.append(wanted(node).what()).append('.').toString();
  }

  private @Nullable Integer firstOnCycle(int node, boolean[] isFree) {
    for (int dependency : dependencies[node]) {
      if (!isFree[dependency]) {
        return dependency;
      }
    }
    return null;
  }
}
