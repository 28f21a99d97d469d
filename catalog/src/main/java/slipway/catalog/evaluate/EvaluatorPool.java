package slipway.catalog.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import slipway.catalog.CatalogException;
import slipway.catalog.EvaluationLimits;
import slipway.catalog.Target;

/// Evaluator processes that are kept for the next push. They read the setup files at their start,
/// so they are replaced when those change.
final class EvaluatorPool implements AutoCloseable {
  private final Sandbox sandbox;
  private final Path script;
  private final Path tree;
  private final Path runDirectory;
  private final EvaluationLimits limits;
  private final List<Target> targets;
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("template-evaluators").factory());
  private final Deque<EvaluatorProcess> idle = new ArrayDeque<>();
  private Setup setup = Setup.NONE;
  private int started;

  /// @param script `evaluator.bash`
  /// @param tree what the evaluators read
  /// @param runDirectory for their results, empty
  EvaluatorPool(
      Sandbox sandbox,
      Path script,
      Path tree,
      Path runDirectory,
      EvaluationLimits limits,
      List<Target> targets) {
    this.sandbox = sandbox;
    this.script = script;
    this.tree = tree;
    this.runDirectory = runDirectory;
    this.limits = limits;
    this.targets = List.copyOf(targets);
  }

  /// Paths in error messages begin with this.
  String treePrefix() {
    return sandbox.places(tree, runDirectory).tree() + "/";
  }

  /// Asks an evaluator for the values of the watched variables for every target, as the files in
  /// the tree set them now.
  Setup readSetup(String id) throws IOException {
    Map<Target, Map<String, String>> valuesByName = new TreeMap<>();
    try (var process = start(WatchedVariables.NAMES)) {
      for (Target target : targets) {
        EvaluatorProcess.Run run = process.profile(target);
        if (run.status() != 0) {
          throw new CatalogException(
              "The tree's files under common/ do not work for the target %s: %s. Mend them, or leave the target out."
                  .formatted(target, Failure.of(run, "", limits, treePrefix()).what()));
        }
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i + 1 < run.fields().size(); i += 2) {
          values.put(run.fields().get(i), run.fields().get(i + 1));
        }
        if (values.containsKey("XBPS_CROSS_TRIPLET")) {
          values.put("XBPS_CROSS_BASE", "/usr/" + values.get("XBPS_CROSS_TRIPLET"));
        }
        String root = treePrefix().substring(0, treePrefix().length() - 1);
        values.putAll(WatchedVariables.derived(target, root));
        values.keySet().retainAll(WatchedVariables.NAMES);
        valuesByName.put(target, Map.copyOf(values));
      }
    }
    return new Setup(id, WatchedVariables.NAMES, Map.copyOf(valuesByName));
  }

  /// Makes all evaluators those of this setup, whose files are in the tree.
  synchronized void use(Setup wanted) {
    if (!setup.id().equals(wanted.id())) {
      closeIdle();
      setup = wanted;
    }
  }

  /// An evaluator for the caller alone, until it is given back.
  EvaluatorProcess take() throws IOException {
    Setup wanted;
    synchronized (this) {
      while (!idle.isEmpty()) {
        EvaluatorProcess process = idle.removeFirst();
        if (process.isAlive()) {
          return process;
        }
        process.close();
      }
      wanted = setup;
    }
    EvaluatorProcess process = start(wanted.watched());
    for (int i = 0; i < targets.size(); i++) {
      process.define(i, wanted.values(targets.get(i)));
    }
    process.rememberState();
    return process;
  }

  void giveBack(EvaluatorProcess process) {
    if (process.isAlive()) {
      synchronized (this) {
        idle.addFirst(process);
      }
    } else {
      process.close();
    }
  }

  private EvaluatorProcess start(List<String> watched) throws IOException {
    Path writable;
    synchronized (this) {
      writable = runDirectory.resolve(Integer.toString(started++));
    }
    return EvaluatorProcess.start(sandbox, script, tree, writable, limits, watched, keeper);
  }

  private void closeIdle() {
    idle.forEach(EvaluatorProcess::close);
    idle.clear();
  }

  @Override
  public synchronized void close() {
    closeIdle();
    keeper.shutdownNow();
  }
}
