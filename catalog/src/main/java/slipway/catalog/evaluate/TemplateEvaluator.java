package slipway.catalog.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.ObjectId;
import slipway.catalog.CatalogConfig;
import slipway.catalog.Target;
import slipway.catalog.Template;
import slipway.catalog.git.Checkout;
import slipway.catalog.git.GitReader;
import slipway.catalog.git.GitTree;

/// Evaluates the templates of a tree for all targets, and remembers every result with what it
/// depended on. Only what is new is evaluated. Used by one thread at a time.
public final class TemplateEvaluator implements AutoCloseable {
  private final CatalogConfig config;
  private final GitReader git;
  private final Checkout checkout;
  private final EvaluatorPool pool;
  private final byte[] script;
  private final TraceStore traces = new TraceStore();
  private final Map<ObjectId, Boolean> couldTellByBlob = new ConcurrentHashMap<>();

  private TemplateEvaluator(
      CatalogConfig config, GitReader git, Checkout checkout, EvaluatorPool pool, byte[] script) {
    this.config = config;
    this.git = git;
    this.checkout = checkout;
    this.pool = pool;
    this.script = script;
  }

  /// @param directory for its files; used by one process at a time
  public static TemplateEvaluator open(CatalogConfig config, GitReader git, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    byte[] script;
    try (InputStream in = TemplateEvaluator.class.getResourceAsStream("evaluator.bash")) {
      if (in == null) {
        throw new IllegalStateException("evaluator.bash is missing from the program");
      }
      script = in.readAllBytes();
    }
    Path scriptFile = directory.resolve("evaluator.bash");
    Files.write(scriptFile, script);
    var checkout = new Checkout(directory, git);
    Files.createDirectories(checkout.files());
    var pool =
        new EvaluatorPool(
            Sandbox.ofThisMachine(),
            scriptFile,
            checkout.files(),
            directory.resolve("run"),
            config.limits(),
            config.targets());
    return new TemplateEvaluator(config, git, checkout, pool, script);
  }

  /// Evaluates every template of `tree` for every target.
  public Map<Target, Map<String, Evaluation>> evaluate(GitTree tree) throws IOException {
    checkout.moveTo(tree);
    Setup setup = pool.setUp(Setup.idOf(tree, script));
    Map<Target, Map<String, Evaluation>> evaluations = new TreeMap<>();
    for (Target target : config.targets()) {
      var known = new HashMap<String, Evaluation>();
      var missing = new ArrayList<String>();
      for (String name : tree.packages().keySet()) {
        Optional<Trace> trace = find(tree, setup, target, name);
        if (trace.isPresent()) {
          known.put(name, trace.get().evaluation());
        } else {
          missing.add(name);
        }
      }
      evaluateMissing(tree, setup, target, missing)
          .forEach((name, trace) -> {
            traces.add(name, trace);
            known.put(name, trace.evaluation());
          });
      evaluations.put(target, known);
    }
    return evaluations;
  }

  /// The newest good definition of a package whose template is broken, preferably for the same
  /// target.
  public Optional<Template> lastGood(String name, Target target) {
    return traces.lastGood(
        name,
        trace ->
            trace
                .variables()
                .getOrDefault("XBPS_TARGET_MACHINE", target.architecture())
                .equals(target.architecture()));
  }

  private Optional<Trace> find(GitTree tree, Setup setup, Target target, String name) {
    String template = tree.template(name).name();
    return traces.find(
        name,
        trace ->
            trace.template().equals(template)
                && trace.setup().equals(setup.id())
                && (trace.scope().isEmpty()
                    || trace.scope().equals(tree.commit())
                    || trace.scope().equals(tree.commonId()))
                && trace.variables().entrySet().stream()
                    .allMatch(read -> read.getValue().equals(setup.value(target, read.getKey())))
                && trace.files().entrySet().stream()
                    .allMatch(read -> read.getValue().equals(idOf(tree, read.getKey()))));
  }

  private static String idOf(GitTree tree, String path) {
    ObjectId blob = tree.blob(path);
    return blob == null ? "" : blob.name();
  }

  private Map<String, Trace> evaluateMissing(
      GitTree tree, Setup setup, Target target, List<String> names) throws IOException {
    Map<String, Trace> results = new HashMap<>();
    if (names.isEmpty()) {
      return results;
    }
    Queue<String> work = new ConcurrentLinkedQueue<>(names);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var workers = new ArrayList<Future<Map<String, Trace>>>();
      for (int i = 0; i < Math.min(config.parallelism(), names.size()); i++) {
        workers.add(executor.submit(() -> work(tree, setup, target, work)));
      }
      for (var worker : workers) {
        results.putAll(worker.get());
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
    return results;
  }

  private Map<String, Trace> work(GitTree tree, Setup setup, Target target, Queue<String> names)
      throws IOException {
    Map<String, Trace> results = new HashMap<>();
    for (String name = names.poll(); name != null; name = names.poll()) {
      results.put(name, evaluate(tree, setup, target, name));
    }
    return results;
  }

  private Trace evaluate(GitTree tree, Setup setup, Target target, String name) throws IOException {
    Trace trace =
        evaluate(tree, setup, target, name, couldTell(tree, "srcpkgs/" + name + "/template"));
    boolean plainNeeded = false;
    if (trace.variables().size() < setup.watched().size()) {
      for (String path : trace.files().keySet()) {
        plainNeeded |= couldTell(tree, path);
      }
    }
    return plainNeeded ? evaluate(tree, setup, target, name, true) : trace;
  }

  private Trace evaluate(GitTree tree, Setup setup, Target target, String name, boolean plain)
      throws IOException {
    EvaluatorProcess process = pool.take();
    EvaluatorProcess.Run run;
    try {
      run = process.run(plain, config.targets().indexOf(target), List.of(name));
    } finally {
      pool.giveBack(process);
    }
    List<TemplateRecord> records = TemplateRecord.all(run.fields());
    boolean whole =
        run.status() == 0
            && !run.leftovers()
            && run.noise().length() < config.limits().outputBytes()
            && records.size() == 1
            && records.getFirst().name().equals(name);
    boolean readsAnyFile = mentionsDirectories(tree, "srcpkgs/" + name + "/template");
    Set<String> read = new HashSet<>(setup.watched());
    Map<String, String> files = new HashMap<>();
    Evaluation evaluation;
    if (whole) {
      TemplateRecord record = records.getFirst();
      evaluation = judge(record, run);
      if (!plain) {
        read = readBy(record, run, setup);
        readsAnyFile = WatchedVariables.DIRECTORIES.stream().anyMatch(read::contains);
      }
      record.files().forEach(path -> files.put(path, idOf(tree, path)));
    } else {
      evaluation = Failure.of(run, name, config.limits(), pool.treePrefix());
    }
    Map<String, String> variables = new TreeMap<>();
    read.forEach(variable -> variables.put(variable, setup.value(target, variable)));
    String scope = readsAnyFile ? tree.commit() : whole ? "" : tree.commonId();
    return new Trace(
        tree.template(name).name(),
        setup.id(),
        Map.copyOf(files),
        Map.copyOf(variables),
        scope,
        evaluation);
  }

  private static Set<String> readBy(TemplateRecord record, EvaluatorProcess.Run run, Setup setup) {
    Set<String> read = record.read(setup.watched());
    for (String line : run.reads().split("\n", -1)) {
      String[] words = line.split(" ", 2);
      if (words.length == 2 && words[0].equals(record.name())) {
        read.add(words[1]);
      }
    }
    return read;
  }

  private Evaluation judge(TemplateRecord record, EvaluatorProcess.Run run) {
    String where = "srcpkgs/" + record.name() + "/template";
    Optional<String> complaint = record.complaint();
    if (complaint.isPresent()) {
      return new Evaluation.Bad(complaint.get(), where, true);
    }
    return new Evaluation.Good(
        record.template(), TemplateRecord.text(run.noise().replace(pool.treePrefix(), "")));
  }

  private boolean couldTell(GitTree tree, String path) throws IOException {
    ObjectId blob = tree.blob(path);
    if (blob == null) {
      return false;
    }
    Boolean known = couldTellByBlob.get(blob);
    if (known == null) {
      known = WatchedVariables.couldTell(new String(git.content(blob), StandardCharsets.UTF_8));
      couldTellByBlob.put(blob, known);
    }
    return known;
  }

  private boolean mentionsDirectories(GitTree tree, String path) throws IOException {
    ObjectId blob = tree.blob(path);
    if (blob == null) {
      return false;
    }
    String text = new String(git.content(blob), StandardCharsets.UTF_8);
    return WatchedVariables.DIRECTORIES.stream().anyMatch(text::contains);
  }

  @Override
  public void close() {
    pool.close();
  }
}
