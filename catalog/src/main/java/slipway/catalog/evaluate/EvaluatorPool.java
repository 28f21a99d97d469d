package slipway.catalog.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
  private Setup setup = new Setup("", List.of(), Map.of());
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

  /// Makes the pool's evaluators those of the setup with this id, whose files are in the tree now.
  synchronized Setup setUp(String id) throws IOException {
    if (!setup.id().equals(id)) {
      closeIdle();
      setup = readSetup(id);
    }
    return setup;
  }

  /// The values of the watched variables for every target, asked from an evaluator of its own.
  private Setup readSetup(String id) throws IOException {
    Map<Target, Map<String, String>> named = new TreeMap<>();
    var watched = new ArrayList<>(WatchedVariables.NAMES);
    try (var process = start(watched)) {
      for (Target target : targets) {
        var values = new TreeMap<String, String>();
        EvaluatorProcess.Run run = process.variables(target);
        List<String> fields = run.fields();
        if (run.status() != 0) {
          throw new IOException(
              "The tree's files under common/ do not work for the target %s: %s"
                  .formatted(target, Failure.of(run, "", limits, treePrefix()).what()));
        }
        for (int i = 0; i + 1 < fields.size(); i += 2) {
          values.put(fields.get(i), fields.get(i + 1));
        }
        if (values.containsKey("XBPS_CROSS_TRIPLET")) {
          values.put("XBPS_CROSS_BASE", "/usr/" + values.get("XBPS_CROSS_TRIPLET"));
        }
        values.putAll(WatchedVariables.derived(target, treePrefix().replaceAll("/$", "")));
        named.put(target, values);
      }
    }
    Map<Target, Map<Integer, String>> numbered = new HashMap<>();
    named.forEach((target, values) -> {
      var byIndex = new TreeMap<Integer, String>();
      values.forEach((name, value) -> {
        if (watched.contains(name)) {
          byIndex.put(watched.indexOf(name), value);
        }
      });
      numbered.put(target, byIndex);
    });
    return new Setup(id, List.copyOf(watched), numbered);
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
    Files.createDirectories(writable);
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
