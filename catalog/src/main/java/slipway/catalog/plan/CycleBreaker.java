package slipway.catalog.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import slipway.catalog.Availability;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Target;
import slipway.catalog.TargetCatalog;

/// Opens dependency cycles where the repository has some binary, of whatever version, of what is
/// depended on.
final class CycleBreaker {
  private CycleBreaker() {}

  /// The edges that need not be waited for, by target, package and dependency.
  static Map<Target, Map<String, List<String>>> edges(
      CatalogSnapshot snapshot, Map<String, Map<String, String>> published) {
    Map<Target, Map<String, List<String>>> all = new TreeMap<>();
    snapshot
        .targets()
        .forEach((target, catalog) -> {
          Map<String, String> there = published.getOrDefault(target.architecture(), Map.of());
          Map<String, List<String>> edges = edges(catalog, there);
          if (!edges.isEmpty()) {
            all.put(target, edges);
          }
        });
    return all;
  }

  private static Map<String, List<String>> edges(
      TargetCatalog catalog, Map<String, String> published) {
    Map<String, List<String>> edges = new TreeMap<>();
    Map<String, Set<String>> reachable = new HashMap<>();
    for (String name : inCycles(catalog)) {
      for (String dependency : needs(catalog, name)) {
        boolean closesCycle =
            reachable.computeIfAbsent(dependency, from -> reach(catalog, from)).contains(name);
        if (closesCycle && published.containsKey(dependency)) {
          edges.computeIfAbsent(name, _ -> new ArrayList<>()).add(dependency);
        }
      }
    }
    return edges;
  }

  private static List<String> inCycles(TargetCatalog catalog) {
    var names = new ArrayList<String>();
    catalog
        .packages()
        .forEach((name, definition) -> {
          if (definition.availability() instanceof Availability.Unbuildable(var because)
              && because.stream().anyMatch(reason -> reason.startsWith("cycle: "))) {
            names.add(name);
          }
        });
    return names;
  }

  private static Set<String> reach(TargetCatalog catalog, String from) {
    Set<String> reached = new HashSet<>();
    var queue = new ArrayDeque<String>();
    queue.add(from);
    while (!queue.isEmpty()) {
      String name = queue.remove();
      if (reached.add(name)) {
        queue.addAll(needs(catalog, name));
      }
    }
    return reached;
  }

  /// What must be there on the same machine.
  private static Set<String> needs(TargetCatalog catalog, String name) {
    PackageDefinition definition = catalog.packages().get(name);
    Set<String> needs = new HashSet<>();
    if (definition != null) {
      needs.addAll(definition.targetDependencies());
      if (!catalog.target().isCross()) {
        needs.addAll(definition.hostDependencies());
      }
    }
    return needs;
  }
}
