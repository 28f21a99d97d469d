package slipway.catalog.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.Target;
import slipway.catalog.TargetCatalog;
import slipway.catalog.Template;
import slipway.catalog.evaluate.Evaluation;
import slipway.catalog.evaluate.Evaluations;
import slipway.catalog.git.GitTree;

/// Makes snapshots of evaluated trees, each from what differs from the one before. The result is
/// the same as from scratch. Used by one thread at a time.
public final class Snapshots {
  private final BiFunction<String, Target, Optional<Template>> lastGood;
  private final NavigableMap<Target, TargetGraph> graphs = new TreeMap<>();
  private final Map<Target, DependencyResolver> resolvers = new HashMap<>();
  private GitTree tree = GitTree.empty();
  private SourceNames names = SourceNames.of(tree);
  private Map<String, String> realByVirtual = Map.of();
  private Mentions mentions = new Mentions(new DependencyWords(realByVirtual));
  private List<Finding> findingsOfTree = List.of();

  /// @param lastGood the definition that a broken package had before, by its name and target
  public Snapshots(List<Target> targets, BiFunction<String, Target, Optional<Template>> lastGood) {
    this.lastGood = lastGood;
    targets.forEach(target -> graphs.put(target, new TargetGraph(target)));
  }

  /// @param virtualPackages the tree's `etc/defaults.virtual`
  /// @param evaluations whose `changed` is relative to the tree of the last call
  public CatalogSnapshot next(
      GitTree next, Map<String, String> virtualPackages, Evaluations evaluations) {
    boolean everything = tree.commit().isEmpty() || !virtualPackages.equals(realByVirtual);
    Set<String> moved = moveNames(next);
    Set<String> changed = new TreeSet<>(evaluations.changed());
    if (everything) {
      realByVirtual = virtualPackages;
      var words = new DependencyWords(virtualPackages);
      mentions = new Mentions(words);
      graphs
          .keySet()
          .forEach(target -> resolvers.put(target, new DependencyResolver(words, names)));
      changed.addAll(next.packages().keySet());
    }
    tree = next;
    NavigableMap<Target, TargetCatalog> catalogs = new TreeMap<>();
    Set<Target> fullyJudged = new HashSet<>();
    // A cross target asks its host's native target what can be had there, so that one comes first.
    for (boolean cross : new boolean[] {false, true}) {
      for (TargetGraph graph : graphs.values()) {
        if (graph.target().isCross() == cross) {
          Set<String> updated = update(graph, evaluations.of(graph.target()), changed, moved);
          Target host = graph.target().hostTarget();
          if (graph.judge(
              Objects.requireNonNull(graphs.get(host)),
              cross && fullyJudged.contains(host),
              updated)) {
            fullyJudged.add(graph.target());
          }
          catalogs.put(
              graph.target(), new TargetCatalog(graph.target(), graph.packages(), names.all()));
        }
      }
    }
    Map<Target, List<Finding>> findings = new TreeMap<>();
    graphs.forEach((target, graph) -> findings.put(target, graph.findings()));
    return new CatalogSnapshot(next.commit(), catalogs, Finding.problems(findingsOfTree, findings));
  }

  /// Takes over the names of a tree.
  ///
  /// @return the names that came, went or belong to another package now
  private Set<String> moveNames(GitTree next) {
    if (next.links().equals(tree.links())
        && next.packages().keySet().equals(tree.packages().keySet())
        && next.oddEntries().equals(tree.oddEntries())) {
      return Set.of();
    }
    SourceNames before = names;
    names = SourceNames.of(next);
    findingsOfTree = Finding.inTree(next, names);
    Set<String> moved = new HashSet<>();
    names
        .all()
        .forEach((name, source) -> {
          if (!before.sourceOf(name).equals(Optional.of(source))) {
            moved.add(name);
          }
        });
    before.all().keySet().stream()
        .filter(name -> names.sourceOf(name).isEmpty())
        .forEach(moved::add);
    return moved;
  }

  /// Puts new definitions into a graph: of changed packages, and of those that mention a moved
  /// name.
  ///
  /// @return the packages that were put in or removed
  private Set<String> update(
      TargetGraph graph,
      Map<String, Evaluation> evaluations,
      Set<String> changed,
      Set<String> movedNames) {
    DependencyResolver resolver = Objects.requireNonNull(resolvers.get(graph.target()));
    resolver.use(names);
    Set<String> moved = new HashSet<>(movedNames);
    for (String name : changed) {
      Template template = template(name, graph.target(), evaluations.get(name));
      moved.addAll(resolver.provide(name, template));
      mentions.add(name, template);
    }
    Set<String> affected = new TreeSet<>(changed);
    moved.forEach(name -> affected.addAll(mentions.of(name)));
    var judge = new PackageJudge(graph.target(), names, resolver);
    for (String name : affected) {
      Evaluation evaluation = evaluations.get(name);
      if (evaluation == null) {
        graph.remove(name);
      } else {
        graph.put(judge.judge(name, template(name, graph.target(), evaluation), evaluation));
      }
    }
    return affected;
  }

  private Template template(String name, Target target, @Nullable Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Good(var template, _) -> template;
      case Evaluation.Bad _ -> lastGood.apply(name, target).orElse(Template.unknown(name));
      case null -> Template.unknown(name);
    };
  }
}
