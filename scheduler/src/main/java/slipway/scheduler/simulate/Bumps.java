package slipway.scheduler.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.BuildView;
import slipway.scheduler.Command;
import slipway.scheduler.Farm;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Wanted;

/// The plan that the farm would make if packages of its tree came in new versions.
final class Bumps {
  private static final String COMMIT = "0".repeat(40);
  private static final int PACKAGES_NAMED_MAX = 50;

  private final Map<PackageTarget, FarmState.InTree> tree = new LinkedHashMap<>();
  private final Set<PackageTarget> bumped = new TreeSet<>();
  private final Set<String> named = new TreeSet<>();

  /// @throws IllegalArgumentException if the tree has no such package
  Bumps(FarmState state, List<WhatIf.Bump> bumps) {
    state.tree().forEach(one -> tree.put(one.what(), one));
    for (var bump : bumps) {
      named.add(bump.packageName());
      var first =
          tree.keySet().stream().filter(what -> what.name().equals(bump.packageName())).toList();
      if (first.isEmpty()) {
        throw new IllegalArgumentException(noPackage(bump.packageName()));
      }
      switch (bump.reach()) {
        case ALONE -> bumped.addAll(first);
        case DEPENDENTS -> first.forEach(what -> addWithDependents(what, false));
        case ALL -> first.forEach(what -> addWithDependents(what, true));
      }
    }
  }

  private String noPackage(String name) {
    if (tree.isEmpty()) {
      return "The farm does not know its tree yet, so nothing can be bumped in it: the list of"
          + " problems says why.";
    }
    var names = new TreeSet<String>();
    tree.keySet().forEach(what -> names.add(what.name()));
    return "The tree has no package \"" + name + "\" that can be built." + Near.text(name, names);
  }

  private void addWithDependents(PackageTarget first, boolean further) {
    bumped.add(first);
    var open = new ArrayDeque<PackageTarget>(List.of(first));
    var dependents = dependents(first);
    while (!open.isEmpty()) {
      for (var dependent : dependents.getOrDefault(open.remove().name(), List.of())) {
        if (bumped.add(dependent) && further) {
          open.add(dependent);
        }
      }
    }
  }

  /// By name, what needs that for the target of `first`.
  private Map<String, List<PackageTarget>> dependents(PackageTarget first) {
    var dependents = new HashMap<String, List<PackageTarget>>();
    for (var one : tree.values()) {
      if (one.what().target().equals(first.target())) {
        for (var name : one.targetDependencies()) {
          dependents.computeIfAbsent(name, _ -> new ArrayList<>()).add(one.what());
        }
      }
    }
    return dependents;
  }

  int count() {
    return bumped.size();
  }

  /// Everything that is on its way, and what is bumped besides or instead.
  Command.Plan plan(Farm farm) {
    var views = farm.builds();
    var byId = new HashMap<BuildId, BuildView>();
    views.forEach(view -> byId.put(view.build(), view));
    var wanted = new LinkedHashMap<PackageTarget, Wanted>();
    for (var view : views) {
      if (isWanted(view)) {
        wanted.put(view.what(), asWanted(view, byId));
      }
    }
    for (var what : bumped) {
      var one = tree.get(what);
      if (one != null) {
        String version = next(one.version());
        wanted.put(
            what,
            new Wanted(
                what, version, COMMIT, "what if " + version, List.of(), one.dependencies(), ""));
      }
    }
    var push =
        new Command.Push(
            "",
            COMMIT,
            "what if",
            "bump of " + String.join(", ", named),
            1,
            bumped.stream().map(PackageTarget::name).distinct().limit(PACKAGES_NAMED_MAX).toList());
    return new Command.Plan(push, List.copyOf(wanted.values()), Lane.PUSH);
  }

  private static boolean isWanted(BuildView view) {
    return switch (view.state()) {
      case BLOCKED, READY, BUILDING, DELIVERED, FAILED, DEPENDENCY_FAILED, CANCELLED -> true;
      case STAGED, RELEASED, SUPERSEDED -> false;
    };
  }

  private Wanted asWanted(BuildView view, Map<BuildId, BuildView> byId) {
    var dependencies = new ArrayList<PackageTarget>();
    for (var id : view.dependencies()) {
      var dependency = byId.get(id);
      if (dependency != null && !dependency.what().equals(view.what())) {
        dependencies.add(dependency.what());
      }
    }
    boolean isImpossible = view.state() == BuildState.DEPENDENCY_FAILED && dependencies.isEmpty();
    var inTree = tree.get(view.what());
    if (inTree != null) {
      dependencies.addAll(inTree.dependencies());
    }
    return new Wanted(
        view.what(),
        view.version(),
        view.commit(),
        view.fingerprint(),
        view.subpackages(),
        dependencies.stream().distinct().filter(need -> !need.equals(view.what())).toList(),
        isImpossible ? view.why() : "");
  }

  /// `1.2_3` → `1.2_4`.
  private static String next(String version) {
    int at = version.lastIndexOf('_');
    try {
      return at < 0
          ? version + "_2"
          : version.substring(0, at + 1) + (Integer.parseInt(version.substring(at + 1)) + 1);
    } catch (NumberFormatException odd) {
      return version + "_2";
    }
  }
}
