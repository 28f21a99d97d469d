package slipway.catalog.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.catalog.CatalogConfig;
import slipway.catalog.Differences;
import slipway.catalog.Target;
import slipway.catalog.Template;
import slipway.catalog.evaluate.BatchEvaluator.Batch;
import slipway.catalog.git.Checkout;
import slipway.catalog.git.GitReader;
import slipway.catalog.git.GitTree;

/// Evaluates the templates of a tree for all targets, and remembers every result with what it
/// depended on. Only what is new is evaluated. Used by one thread at a time.
public final class TemplateEvaluator implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TemplateEvaluator.class);

  /// Enough that a subshell's cost does not matter, few enough that evaluating them again in halves
  /// does not either.
  private static final int BATCH_MAX = 40;

  private final CatalogConfig config;
  private final GitReader git;
  private final byte[] script;
  private final Checkout checkout;
  private final Path runDirectory;
  private final EvaluatorPool pool;
  private final TraceStore traces;
  private final TraceFile traceFile;
  private Setup setup = Setup.NONE;
  private String setupOf = "";
  private GitTree lastTree = GitTree.empty();
  private final Map<Target, Map<String, Evaluation>> results = new TreeMap<>();

  /// Packages whose evaluation may have read any file of the last tree.
  private final Set<String> readAnyFile = new HashSet<>();

  private String slicedCommonId = "";
  private long evaluations;
  private @Nullable SlicedFiles sliced;

  private TemplateEvaluator(
      CatalogConfig config,
      GitReader git,
      byte[] script,
      Checkout checkout,
      Path runDirectory,
      EvaluatorPool pool,
      TraceStore traces,
      TraceFile traceFile) {
    this.config = config;
    this.git = git;
    this.script = script;
    this.checkout = checkout;
    this.runDirectory = runDirectory;
    this.pool = pool;
    this.traces = traces;
    this.traceFile = traceFile;
  }

  /// @param directory for its files; used by one process at a time
  public static TemplateEvaluator open(CatalogConfig config, GitReader git, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    byte[] script = script();
    Path scriptFile = directory.resolve("evaluator.bash");
    Files.write(scriptFile, script);
    var checkout = new Checkout(directory, git);
    Files.createDirectories(checkout.files());
    Path runDirectory = RunDirectory.create(directory.resolve("run"));
    var pool =
        new EvaluatorPool(
            Sandbox.ofThisMachine(),
            scriptFile,
            checkout.files(),
            runDirectory,
            config.limits(),
            config.targets());
    var traces = new TraceStore();
    TraceFile traceFile = TraceFile.open(directory.resolve("traces"), traces);
    return new TemplateEvaluator(
        config, git, script, checkout, runDirectory, pool, traces, traceFile);
  }

  private static byte[] script() throws IOException {
    try (InputStream in = TemplateEvaluator.class.getResourceAsStream("evaluator.bash")) {
      if (in == null) {
        throw new IllegalStateException("evaluator.bash is missing from the program");
      }
      return in.readAllBytes();
    }
  }

  /// Evaluates every template of `tree` for every target.
  ///
  /// Where no common file changed since the last tree, only what did is looked at.
  ///
  /// @return valid until the next call
  public Evaluations evaluate(GitTree tree) throws IOException {
    if (!setupOf.equals(tree.commonId())) {
      setup = setup(tree);
      setupOf = tree.commonId();
    }
    Set<String> changed = changed(tree);
    // If this fails half-way, the next call looks at everything.
    lastTree = GitTree.empty();
    var there = new TreeSet<String>();
    for (String name : changed) {
      if (tree.packages().containsKey(name)) {
        there.add(name);
      } else {
        results.values().forEach(byName -> byName.remove(name));
        readAnyFile.remove(name);
      }
    }
    settleAll(tree, there);
    lastTree = tree;
    return new Evaluations(Collections.unmodifiableMap(results), changed);
  }

  private Setup setup(GitTree tree) throws IOException {
    String id = Setup.idOf(tree, script);
    Setup known = traceFile.setup(id, config.targets());
    if (known == null) {
      checkout.moveTo(tree);
      known = pool.readSetup(id);
      traceFile.append(known);
    }
    return known;
  }

  /// The packages that must be looked at, since the tree before.
  private Set<String> changed(GitTree tree) {
    Set<String> changed = new TreeSet<>();
    if (!tree.commonId().equals(lastTree.commonId())) {
      changed.addAll(tree.packages().keySet());
      results.values().forEach(byName -> changed.addAll(byName.keySet()));
      return changed;
    }
    changed.addAll(readAnyFile);
    Differences.between(
        lastTree.packages(),
        tree.packages(),
        (name, old, now) -> {
          if (old == null || now == null || !old.template().equals(now.template())) {
            changed.add(name);
          }
        });
    return changed;
  }

  private void settleAll(GitTree tree, Collection<String> names) throws IOException {
    Collection<String> pending = names;
    BatchEvaluator batches = null;
    while (true) {
      var stillPending = new ArrayList<String>();
      Map<Target, List<String>> work = new TreeMap<>();
      for (String name : pending) {
        if (!settle(tree, name, work)) {
          stillPending.add(name);
        }
      }
      if (work.isEmpty()) {
        return;
      }
      pending = stillPending;
      log.atDebug()
          .addKeyValue("commit", tree.commit())
          .addKeyValue("templates", work.values().stream().mapToInt(List::size).sum())
          .log("evaluating templates");
      if (batches == null) {
        batches = prepare(tree);
      }
      evaluate(batches, cut(work));
    }
  }

  /// Takes the results of a package for all targets from the traces. Where one has none, it is put
  /// to work, unless a target that will probably give the same result is at work already: what is
  /// read for one target is mostly read for the next.
  ///
  /// @return whether all targets have their result
  private boolean settle(GitTree tree, String name, Map<Target, List<String>> work) {
    String template = tree.template(name).name();
    var ours = new ArrayList<Trace>();
    for (Trace trace : traces.of(name)) {
      if (trace.isOf(tree, setup, template)) {
        ours.add(trace);
      }
    }
    Set<List<String>> atWork = new HashSet<>();
    boolean settled = true;
    boolean anyFile = false;
    for (Target target : config.targets()) {
      Trace trace = find(ours, target);
      if (trace != null) {
        results.computeIfAbsent(target, _ -> new HashMap<>()).put(name, trace.evaluation());
        anyFile |= trace.scope().equals(tree.commit());
        continue;
      }
      settled = false;
      if (atWork.add(valuesRead(ours, target))) {
        work.computeIfAbsent(target, _ -> new ArrayList<>()).add(name);
      }
    }
    if (anyFile) {
      readAnyFile.add(name);
    } else {
      readAnyFile.remove(name);
    }
    return settled;
  }

  private @Nullable Trace find(List<Trace> candidates, Target target) {
    for (Trace trace : candidates) {
      if (trace.isFor(target, setup)) {
        return trace;
      }
    }
    return null;
  }

  /// The target's values of all variables that any of these traces read.
  private List<String> valuesRead(List<Trace> candidates, Target target) {
    var values = new ArrayList<String>();
    for (Trace trace : candidates) {
      for (String variable : trace.variables().keySet()) {
        values.add(setup.value(target, variable));
      }
    }
    return values;
  }

  private BatchEvaluator prepare(GitTree tree) throws IOException {
    checkout.moveTo(tree);
    pool.use(setup);
    if (sliced == null || !slicedCommonId.equals(tree.commonId())) {
      sliced = SlicedFiles.of(tree, git);
      sliced.write(checkout.files().resolve("sliced"));
      slicedCommonId = tree.commonId();
    }
    var traits = new TextTraits.Reader(tree, git, sliced);
    return new BatchEvaluator(tree, setup, traits, pool, config.limits(), config.targets());
  }

  private List<Batch> cut(Map<Target, List<String>> work) {
    int count = work.values().stream().mapToInt(List::size).sum();
    int size = Math.clamp(count / (2L * config.parallelism()), 1, BATCH_MAX);
    var cut = new ArrayList<Batch>();
    work.forEach((target, names) -> {
      for (int from = 0; from < names.size(); from += size) {
        cut.add(new Batch(target, names.subList(from, Math.min(from + size, names.size()))));
      }
    });
    return cut;
  }

  private void evaluate(BatchEvaluator batches, List<Batch> work) throws IOException {
    try (var executor =
        Executors.newFixedThreadPool(config.parallelism(), Thread.ofVirtual().factory())) {
      var results = new ArrayList<Future<Map<String, Trace>>>();
      for (Batch batch : work) {
        results.add(executor.submit(() -> batches.evaluate(batch)));
      }
      for (var result : results) {
        Map<String, Trace> made = result.get();
        evaluations += made.size();
        made.forEach(traces::add);
        traceFile.append(made);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while templates were evaluated", e);
    }
  }

  /// How many were made.
  public long evaluations() {
    return evaluations;
  }

  /// The newest good definition of a package whose template is broken, for the same target where
  /// there is one.
  public Optional<Template> lastGood(String name, Target target) {
    return traces.lastGood(name, target, setup);
  }

  @Override
  public void close() throws IOException {
    pool.close();
    traceFile.close();
    RunDirectory.remove(runDirectory);
  }
}
