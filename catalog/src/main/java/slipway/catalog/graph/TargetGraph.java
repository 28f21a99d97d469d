package slipway.catalog.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import slipway.catalog.Availability;
import slipway.catalog.Availability.Reason;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Problem;
import slipway.catalog.Problem.Kind;
import slipway.catalog.Target;
import slipway.catalog.Template;
import slipway.catalog.evaluate.Evaluation;

/// The packages of one target and the edges between them, while it is worked out what can be built.
final class TargetGraph {
  private final Target target;
  private final List<PackageDefinition> packages = new ArrayList<>();
  private final Map<String, Integer> indexByName = new HashMap<>();

  private TargetGraph(Target target) {
    this.target = target;
  }

  /// Resolves all dependencies, and judges each package by itself.
  static TargetGraph of(
      Target target,
      Map<String, Evaluation> evaluations,
      SourceNames names,
      Map<String, String> realByVirtual,
      BiFunction<String, Target, Optional<Template>> lastGood,
      ProblemList problems) {
    var graph = new TargetGraph(target);
    Map<String, Template> templates = new HashMap<>();
    evaluations.forEach((name, evaluation) ->
        templates.put(
            name,
            evaluation instanceof Evaluation.Good(var template, _)
                ? template
                : lastGood.apply(name, target).orElse(Template.unknown(name))));
    var resolver = new DependencyResolver(names, realByVirtual, templates);
    evaluations.forEach((name, evaluation) -> {
      Template template = templates.getOrDefault(name, Template.unknown(name));
      problems.addSubpackages(name, template, target, names);
      graph.indexByName.put(name, graph.packages.size());
      graph.packages.add(graph.define(name, template, evaluation, resolver, problems));
    });
    return graph;
  }

  private PackageDefinition define(
      String name,
      Template template,
      Evaluation evaluation,
      DependencyResolver resolver,
      ProblemList problems) {
    var host = resolver.resolve(template.hostmakedepends());
    var onTarget = resolver.resolve(template.makedepends(), template.depends());
    var check = resolver.resolve(template.checkdepends());
    var unknown = new ArrayList<>(host.unknown());
    unknown.addAll(onTarget.unknown());
    return new PackageDefinition(
        name,
        template,
        target.isCross() ? host.sources() : without(host.sources(), name),
        without(onTarget.sources(), name),
        without(check.sources(), name),
        judgeAlone(name, template, evaluation, unknown, problems));
  }

  /// A package is no dependency of itself on the same machine.
  private static List<String> without(List<String> sources, String name) {
    return sources.contains(name)
        ? sources.stream().filter(source -> !source.equals(name)).toList()
        : sources;
  }

  private Availability judgeAlone(
      String name,
      Template template,
      Evaluation evaluation,
      List<String> unknown,
      ProblemList problems) {
    String where = "srcpkgs/" + name + "/template";
    if (evaluation instanceof Evaluation.Bad(var what, var place, _)) {
      String advice = "Mend the template.";
      problems.add(Kind.BROKEN_TEMPLATE, name, target, what, place, advice);
      var targets = new java.util.TreeSet<>(List.of(target));
      return new Availability.Broken(
          new Problem(Kind.BROKEN_TEMPLATE, name, targets, what, place, advice));
    }
    if (evaluation instanceof Evaluation.Good(_, var noise) && !noise.isEmpty()) {
      problems.add(
          Kind.NOISY_TEMPLATE,
          name,
          target,
          "it prints while it is evaluated: " + noise,
          where,
          "See whether that is an error; a template should only set variables.");
    }
    Optional<Availability> skipped = skipped(template);
    if (skipped.isPresent()) {
      return skipped.get();
    }
    if (unknown.isEmpty()) {
      return new Availability.Buildable();
    }
    for (String word : unknown) {
      problems.add(
          Kind.UNKNOWN_DEPENDENCY,
          name,
          target,
          "it depends on %s, which is no package of the tree".formatted(word),
          where,
          "Mend the name, or add the package.");
    }
    return new Availability.Unbuildable(
        unknown.stream().map(word -> word + ": unknown dependency").toList());
  }

  private Optional<Availability> skipped(Template template) {
    if (target.isCross() && !template.nocross().isEmpty()) {
      return Optional.of(new Availability.Skipped(Reason.NOCROSS, template.nocross()));
    }
    if (!template.broken().isEmpty()) {
      return Optional.of(new Availability.Skipped(Reason.BROKEN, template.broken()));
    }
    if (!template.restricted().isEmpty()) {
      return Optional.of(new Availability.Skipped(Reason.RESTRICTED, template.restricted()));
    }
    if (!ArchitecturePatterns.admit(template.archs(), target.architecture())) {
      return Optional.of(
          new Availability.Skipped(Reason.ARCHS, String.join(" ", template.archs())));
    }
    return Optional.empty();
  }

  /// Finds the packages that cannot be built because of others: in cycles, or behind something that
  /// cannot be had.
  ///
  /// @param host the graph of the host's native target, judged already; this one if it is native
  void judge(TargetGraph host, ProblemList problems) {
    int[][] needs = edges();
    var because = new TreeMap<Integer, List<String>>();
    for (int[] cycle : Cycles.of(needs)) {
      nameCycle(cycle, because, problems);
    }
    var stuck = new boolean[packages.size()];
    var queue = new ArrayDeque<Integer>();
    for (int i = 0; i < stuck.length; i++) {
      if (because.containsKey(i) || !canBeHad(i) || (host != this && lacksHost(i, host))) {
        stuck[i] = true;
        queue.add(i);
      }
    }
    int[][] neededBy = reversed(needs);
    while (!queue.isEmpty()) {
      for (int dependent : neededBy[queue.remove()]) {
        if (!stuck[dependent]) {
          stuck[dependent] = true;
          queue.add(dependent);
        }
      }
    }
    for (int i = 0; i < stuck.length; i++) {
      PackageDefinition definition = packages.get(i);
      if (stuck[i] && definition.availability().isBuildable()) {
        List<String> reasons = because.get(i);
        if (reasons == null) {
          reasons = reasons(i, host, stuck);
        }
        packages.set(i, definition.withAvailability(new Availability.Unbuildable(reasons)));
      }
    }
  }

  private void nameCycle(int[] cycle, Map<Integer, List<String>> because, ProblemList problems) {
    var names = new ArrayList<String>();
    for (int node : cycle) {
      names.add(packages.get(node).name());
    }
    names.add(names.getFirst());
    String text = String.join(" → ", names);
    for (int node : cycle) {
      String name = packages.get(node).name();
      because.put(node, List.of("cycle: " + text));
      problems.add(
          Kind.CYCLE,
          name,
          target,
          "it needs itself before it can be built: " + text,
          "srcpkgs/" + name + "/template",
          "Cut one of these dependencies, for instance with a bootstrap package.");
    }
  }

  /// Every resolved dependency is a package of the tree.
  private int index(String name) {
    Integer index = indexByName.get(name);
    if (index == null) {
      throw new IllegalStateException("the dependency " + name + " was resolved to no package");
    }
    return index;
  }

  /// A broken template with a good past does not hold back others: they are ordered by its last
  /// good definition.
  private boolean canBeHad(int index) {
    PackageDefinition definition = packages.get(index);
    return switch (definition.availability()) {
      case Availability.Buildable() -> true;
      case Availability.Broken _ -> !definition.versionRevision().isEmpty();
      case Availability.Skipped _, Availability.Unbuildable _ -> false;
    };
  }

  private boolean lacksHost(int index, TargetGraph host) {
    return packages.get(index).hostDependencies().stream().anyMatch(name -> host.lacks(name));
  }

  private boolean lacks(String name) {
    Integer index = indexByName.get(name);
    return index == null || !canBeHad(index);
  }

  private List<String> reasons(int index, TargetGraph host, boolean[] stuck) {
    PackageDefinition definition = packages.get(index);
    var reasons = new ArrayList<String>();
    for (String name : definition.hostDependencies()) {
      if (host == this ? stuck[index(name)] : host.lacks(name)) {
        String on = host == this ? "" : " on " + host.target;
        reasons.add(name + on + ": " + host.reasonOf(name));
      }
    }
    for (String name : definition.targetDependencies()) {
      String reason = name + ": " + reasonOf(name);
      if (stuck[index(name)] && !reasons.contains(reason)) {
        reasons.add(reason);
      }
    }
    return reasons;
  }

  private String reasonOf(String name) {
    Integer index = indexByName.get(name);
    Availability availability =
        index == null ? new Availability.Buildable() : packages.get(index).availability();
    return switch (availability) {
      case Availability.Skipped _, Availability.Broken _ -> availability.summary();
      case Availability.Buildable(), Availability.Unbuildable _ -> "unbuildable";
    };
  }

  /// What must be built before each package, on the same machine: host dependencies only where the
  /// host is the target.
  private int[][] edges() {
    var edges = new int[packages.size()][];
    for (int i = 0; i < edges.length; i++) {
      PackageDefinition definition = packages.get(i);
      var needs = new ArrayList<>(definition.targetDependencies());
      if (!target.isCross()) {
        needs.addAll(definition.hostDependencies());
      }
      edges[i] = needs.stream().mapToInt(this::index).sorted().distinct().toArray();
    }
    return edges;
  }

  private static int[][] reversed(int[][] edges) {
    var counts = new int[edges.length];
    for (int[] needs : edges) {
      for (int need : needs) {
        counts[need]++;
      }
    }
    var reversed = new int[edges.length][];
    Arrays.setAll(reversed, i -> new int[counts[i]]);
    for (int i = 0; i < edges.length; i++) {
      for (int need : edges[i]) {
        reversed[need][--counts[need]] = i;
      }
    }
    return reversed;
  }

  SortedMap<String, PackageDefinition> packages() {
    SortedMap<String, PackageDefinition> byName = new TreeMap<>();
    packages.forEach(definition -> byName.put(definition.name(), definition));
    return byName;
  }
}
