package slipway.catalog.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import slipway.catalog.Availability;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Problem.Kind;
import slipway.catalog.Target;

/// The packages of one target and the edges between them, kept from push to push.
///
/// A package has a number for ever; what is gone leaves a hole. Definitions are put in one by one;
/// [#judge] then finds out which of them cannot be built because of others. Not thread-safe.
final class TargetGraph {
  private static final int[] NO_EDGES = {};

  private final Target target;
  private final Map<String, Integer> numberByName = new HashMap<>();
  private final List<@Nullable PackageDefinition> alone = new ArrayList<>();
  private final List<int[]> edges = new ArrayList<>();
  private final List<List<Finding>> findings = new ArrayList<>();
  private List<int[]> cycles = List.of();
  private boolean[] stuck = {};
  private boolean structureChanged = true;
  private boolean edgesChanged = true;
  private SortedMap<String, PackageDefinition> packages = Collections.emptySortedMap();

  TargetGraph(Target target) {
    this.target = target;
  }

  Target target() {
    return target;
  }

  /// Definitions by name, as [#judge] left them. Never changes any more; the same object where the
  /// last [#judge] changed none.
  SortedMap<String, PackageDefinition> packages() {
    return packages;
  }

  /// The definition as it was put in.
  @Nullable PackageDefinition definition(String name) {
    Integer number = numberByName.get(name);
    return number == null ? null : alone.get(number);
  }

  private int number(String name) {
    Integer known = numberByName.get(name);
    if (known != null) {
      return known;
    }
    numberByName.put(name, alone.size());
    alone.add(null);
    edges.add(NO_EDGES);
    findings.add(List.of());
    return alone.size() - 1;
  }

  void put(PackageJudge.Judged judged) {
    PackageDefinition definition = judged.definition();
    int number = number(definition.name());
    var needs = new ArrayList<>(definition.targetDependencies());
    if (!target.isCross()) {
      needs.addAll(definition.hostDependencies());
    }
    int[] now = needs.stream().mapToInt(this::number).sorted().distinct().toArray();
    PackageDefinition before = alone.get(number);
    edgesChanged |= !Arrays.equals(now, edges.get(number));
    structureChanged |=
        edgesChanged
            || before == null
            || !before.availability().equals(definition.availability())
            || !before.hostDependencies().equals(definition.hostDependencies());
    alone.set(number, definition);
    edges.set(number, now);
    findings.set(number, judged.findings());
  }

  void remove(String name) {
    int number = number(name);
    alone.set(number, null);
    edges.set(number, NO_EDGES);
    findings.set(number, List.of());
    structureChanged = true;
    edgesChanged = true;
  }

  /// Finds the packages that cannot be built because of others: in cycles, or behind something that
  /// cannot be had.
  ///
  /// O(packages + edges) where an edge or an availability changed; O(changed) otherwise.
  ///
  /// @param host the graph of the host's native target, judged already; this one if it is native
  /// @param changed names that were put in or removed
  /// @return whether more than the definitions of these may have changed
  boolean judge(TargetGraph host, boolean hostChanged, Iterable<String> changed) {
    boolean all = structureChanged || hostChanged;
    boolean[] stuckBefore = stuck;
    if (all) {
      if (edgesChanged) {
        cycles = Cycles.of(edges.toArray(int[][]::new));
      }
      findStuck(host);
      structureChanged = false;
      edgesChanged = false;
    }
    var next = new TreeMap<String, @Nullable PackageDefinition>();
    changed.forEach(name -> settle(name, host, next));
    if (all) {
      // Of the others, only those can differ that are stuck, or were: in that, or in their reasons.
      for (int number = 0; number < stuck.length; number++) {
        PackageDefinition definition = alone.get(number);
        boolean wasStuck = number < stuckBefore.length && stuckBefore[number];
        if (definition != null && (stuck[number] || wasStuck)) {
          settle(definition.name(), host, next);
        }
      }
    }
    if (!next.isEmpty()) {
      var together = new TreeMap<>(packages);
      next.forEach((name, definition) -> {
        if (definition == null) {
          together.remove(name);
        } else {
          together.put(name, definition);
        }
      });
      packages = Collections.unmodifiableSortedMap(together);
    }
    return all;
  }

  private void findStuck(TargetGraph host) {
    stuck = new boolean[alone.size()];
    var queue = new ArrayDeque<Integer>();
    for (int[] cycle : cycles) {
      for (int number : cycle) {
        stuck[number] = true;
        queue.add(number);
      }
    }
    for (int number = 0; number < stuck.length; number++) {
      if (!stuck[number] && (!canBeHad(number) || lacksHost(number, host))) {
        stuck[number] = true;
        queue.add(number);
      }
    }
    int[][] neededBy = reversed();
    while (!queue.isEmpty()) {
      for (int dependent : neededBy[queue.remove()]) {
        if (!stuck[dependent]) {
          stuck[dependent] = true;
          queue.add(dependent);
        }
      }
    }
  }

  /// A broken template with a good past does not hold back others: they are ordered by its last
  /// good definition.
  private boolean canBeHad(int number) {
    PackageDefinition definition = alone.get(number);
    if (definition == null) {
      return false;
    }
    return switch (definition.availability()) {
      case Availability.Buildable() -> true;
      case Availability.Broken _ -> !definition.versionRevision().isEmpty();
      case Availability.Skipped _, Availability.Unbuildable _ -> false;
    };
  }

  private boolean lacksHost(int number, TargetGraph host) {
    PackageDefinition definition = alone.get(number);
    if (host == this || definition == null) {
      return false;
    }
    for (String name : definition.hostDependencies()) {
      if (host.lacks(name)) {
        return true;
      }
    }
    return false;
  }

  private boolean lacks(String name) {
    Integer number = numberByName.get(name);
    return number == null || stuck[number];
  }

  private int[][] reversed() {
    var counts = new int[edges.size()];
    for (int[] needs : edges) {
      for (int need : needs) {
        counts[need]++;
      }
    }
    var reversed = new int[edges.size()][];
    Arrays.setAll(reversed, i -> new int[counts[i]]);
    for (int i = 0; i < reversed.length; i++) {
      for (int need : edges.get(i)) {
        reversed[need][--counts[need]] = i;
      }
    }
    return reversed;
  }

  /// Puts the final definition of a package into `next`, or null for one that is gone; nothing if
  /// it is as before.
  private void settle(
      String name, TargetGraph host, Map<String, @Nullable PackageDefinition> next) {
    int number = number(name);
    PackageDefinition definition = alone.get(number);
    if (definition != null && stuck[number] && definition.availability().isBuildable()) {
      definition = definition.withAvailability(new Availability.Unbuildable(reasons(number, host)));
    }
    if (!Objects.equals(definition, packages.get(name))) {
      next.put(name, definition);
    }
  }

  private List<String> reasons(int number, TargetGraph host) {
    for (int[] cycle : cycles) {
      if (Arrays.stream(cycle).anyMatch(member -> member == number)) {
        return List.of("cycle: " + path(cycle));
      }
    }
    PackageDefinition definition = alone.get(number);
    var reasons = new ArrayList<String>();
    if (definition == null) {
      return reasons;
    }
    for (String name : definition.hostDependencies()) {
      if (host.lacks(name)) {
        String on = host == this ? "" : " on " + host.target;
        reasons.add(name + on + ": " + host.reasonOf(name));
      }
    }
    for (String name : definition.targetDependencies()) {
      String reason = name + ": " + reasonOf(name);
      if (lacks(name) && !reasons.contains(reason)) {
        reasons.add(reason);
      }
    }
    return reasons;
  }

  private String reasonOf(String name) {
    PackageDefinition definition = definition(name);
    if (definition == null) {
      return "gone";
    }
    return switch (definition.availability()) {
      case Availability.Skipped _, Availability.Broken _ -> definition.availability().summary();
      case Availability.Buildable(), Availability.Unbuildable _ -> "unbuildable";
    };
  }

  private String path(int[] cycle) {
    var names = new ArrayList<String>();
    for (int number : cycle) {
      PackageDefinition definition = alone.get(number);
      names.add(definition == null ? "" : definition.name());
    }
    names.add(names.getFirst());
    return String.join(" → ", names);
  }

  /// Everything that is wrong with the packages of this target.
  List<Finding> findings() {
    var all = new ArrayList<Finding>();
    findings.forEach(all::addAll);
    for (int[] cycle : cycles) {
      String path = path(cycle);
      for (int number : cycle) {
        PackageDefinition definition = alone.get(number);
        if (definition != null) {
          all.add(
              Finding.inTemplate(
                  Kind.CYCLE,
                  definition.name(),
                  "it needs itself before it can be built: " + path,
                  "Cut one of these dependencies, for instance with a bootstrap package."));
        }
      }
    }
    return all;
  }
}
