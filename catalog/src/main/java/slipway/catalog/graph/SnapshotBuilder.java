package slipway.catalog.graph;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.Target;
import slipway.catalog.TargetCatalog;
import slipway.catalog.Template;
import slipway.catalog.evaluate.Evaluation;
import slipway.catalog.git.GitTree;

/// Makes a snapshot of evaluated templates: resolves names, and finds what can be built for each
/// target.
public final class SnapshotBuilder {
  private final GitTree tree;
  private final SourceNames names;
  private final Map<String, String> realByVirtual;
  private final BiFunction<String, Target, Optional<Template>> lastGood;
  private final ProblemList problems = new ProblemList();

  /// @param realByVirtual from the tree's `etc/defaults.virtual`
  /// @param lastGood the definition that a broken package had before, by its name and target
  public SnapshotBuilder(
      GitTree tree,
      Map<String, String> realByVirtual,
      BiFunction<String, Target, Optional<Template>> lastGood) {
    this.tree = tree;
    this.names = SourceNames.of(tree);
    this.realByVirtual = realByVirtual;
    this.lastGood = lastGood;
  }

  /// @param evaluations by target, native ones among them where cross ones need them, and package
  public CatalogSnapshot build(Map<Target, Map<String, Evaluation>> evaluations) {
    problems.addTree(tree, names);
    SortedMap<Target, TargetGraph> graphs = new TreeMap<>();
    evaluations.forEach((target, byName) ->
        graphs.put(
            target, TargetGraph.of(target, byName, names, realByVirtual, lastGood, problems)));
    // A cross target asks its host's native target what can be had there, so that one is judged
    // first.
    graphs.forEach((target, graph) -> {
      if (!target.isCross()) {
        graph.judge(graph, problems);
      }
    });
    graphs.forEach((target, graph) -> {
      if (target.isCross()) {
        graph.judge(Objects.requireNonNull(graphs.get(target.hostTarget())), problems);
      }
    });
    SortedMap<Target, TargetCatalog> catalogs = new TreeMap<>();
    graphs.forEach((target, graph) ->
        catalogs.put(target, new TargetCatalog(target, graph.packages(), names.all())));
    return new CatalogSnapshot(tree.commit(), catalogs, problems.list());
  }
}
