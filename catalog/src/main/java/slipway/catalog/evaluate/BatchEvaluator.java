package slipway.catalog.evaluate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import slipway.catalog.EvaluationLimits;
import slipway.catalog.Target;
import slipway.catalog.git.GitTree;

/// Evaluates lists of templates of one tree. Many share a subshell, because that is what costs;
/// where anything about their run is out of the ordinary, each half of them is evaluated again,
/// down to a template that is alone with its trouble.
final class BatchEvaluator {
  private final GitTree tree;
  private final Setup setup;
  private final TextTraits.Reader traits;
  private final EvaluatorPool pool;
  private final EvaluationLimits limits;
  private final List<Target> targets;

  /// One list of templates for one target.
  record Batch(Target target, List<String> names) {}

  /// Templates that share a subshell.
  private record Company(boolean sliced, List<String> names) {}

  BatchEvaluator(
      GitTree tree,
      Setup setup,
      TextTraits.Reader traits,
      EvaluatorPool pool,
      EvaluationLimits limits,
      List<Target> targets) {
    this.tree = tree;
    this.setup = setup;
    this.traits = traits;
    this.pool = pool;
    this.limits = limits;
    this.targets = List.copyOf(targets);
  }

  /// The trace of every template of the batch.
  Map<String, Trace> evaluate(Batch batch) throws IOException {
    Map<String, Trace> traces = new HashMap<>();
    var sliced = new ArrayList<String>();
    var whole = new ArrayList<String>();
    var plain = new ArrayList<String>();
    for (String name : batch.names()) {
      TextTraits text = traits.ofTemplate(name);
      (text.couldTell() ? plain : text.sliced() ? sliced : whole).add(name);
    }
    Deque<Company> companies = new ArrayDeque<>();
    companies.add(new Company(true, sliced));
    companies.add(new Company(false, whole));
    while (!companies.isEmpty()) {
      Company company = companies.removeFirst();
      List<String> names = company.names();
      if (!names.isEmpty() && !evaluate(batch.target(), company, traces)) {
        int half = names.size() / 2;
        companies.addFirst(new Company(company.sliced(), names.subList(half, names.size())));
        companies.addFirst(new Company(company.sliced(), names.subList(0, half)));
      }
    }
    for (String name : whole) {
      if (readsFileThatCouldTell(traces.get(name), false)) {
        plain.add(name);
      }
    }
    for (String name : sliced) {
      if (readsFileThatCouldTell(traces.get(name), true)) {
        plain.add(name);
      }
    }
    for (String name : plain) {
      traces.put(name, evaluatePlain(batch.target(), name));
    }
    return traces;
  }

  /// @return false if the templates must be evaluated in smaller companies
  private boolean evaluate(Target target, Company company, Map<String, Trace> traces)
      throws IOException {
    List<String> names = company.names();
    EvaluatorProcess process = pool.take();
    try {
      EvaluatorProcess.Run run = process.watched(company.sliced(), targets.indexOf(target), names);
      List<TemplateRecord> records = TemplateRecord.all(run.fields());
      boolean whole = isWhole(run, records, names);
      if (names.size() == 1) {
        String name = names.getFirst();
        traces.put(
            name,
            whole
                ? good(target, records.getFirst(), run, company.sliced())
                : bad(target, name, run));
        return true;
      }
      if (!whole || !run.noise().isEmpty() || !process.stateIsFresh()) {
        return false;
      }
      for (TemplateRecord record : records) {
        traces.put(record.name(), good(target, record, run, company.sliced()));
      }
      return true;
    } finally {
      pool.giveBack(process);
    }
  }

  private Trace evaluatePlain(Target target, String name) throws IOException {
    EvaluatorProcess process = pool.take();
    try {
      EvaluatorProcess.Run run = process.plain(targets.indexOf(target), name);
      List<TemplateRecord> records = TemplateRecord.all(run.fields());
      if (!isWhole(run, records, List.of(name))) {
        return bad(target, name, run);
      }
      Set<String> read = new HashSet<>(setup.watched());
      if (!traits.ofTemplate(name).namesDirectories()) {
        WatchedVariables.DIRECTORIES.forEach(read::remove);
      }
      TemplateRecord record = records.getFirst();
      return trace(target, name, read, record.files(), judge(record, run));
    } finally {
      pool.giveBack(process);
    }
  }

  private boolean isWhole(
      EvaluatorProcess.Run run, List<TemplateRecord> records, List<String> names) {
    return run.status() == 0
        && !run.leftovers()
        && run.noise().length() < limits.outputBytes()
        && records.stream().map(TemplateRecord::name).toList().equals(names);
  }

  private Trace good(Target target, TemplateRecord record, EvaluatorProcess.Run run, boolean sliced)
      throws IOException {
    Set<String> variables = record.read(setup.watched());
    for (String line : run.reads().split("\n", -1)) {
      int blank = line.indexOf(' ');
      if (blank > 0 && line.substring(0, blank).equals(record.name())) {
        variables.add(line.substring(blank + 1));
      }
    }
    Set<String> byValue = new HashSet<>();
    Map<String, Set<String>> compared = new HashMap<>();
    addUses(traits.ofTemplate(record.name()).uses(), byValue, compared);
    for (String path : record.files()) {
      addUses(traits.ofFile(path, sliced).uses(), byValue, compared);
    }
    Set<String> read = new HashSet<>();
    for (String variable : variables) {
      read.add(
          byValue.contains(variable)
              ? variable
              : Setup.asCompared(variable, compared.getOrDefault(variable, Set.of())));
    }
    return trace(target, record.name(), read, record.files(), judge(record, run));
  }

  private static void addUses(
      WatchedVariables.Uses uses, Set<String> byValue, Map<String, Set<String>> compared) {
    byValue.addAll(uses.byValue());
    uses.compared()
        .forEach((name, patterns) ->
            compared.computeIfAbsent(name, _ -> new HashSet<>()).addAll(patterns));
  }

  private Evaluation judge(TemplateRecord record, EvaluatorProcess.Run run) {
    Optional<String> complaint = record.complaint();
    if (complaint.isPresent()) {
      return new Evaluation.Bad(complaint.get(), "srcpkgs/" + record.name() + "/template", true);
    }
    String noise = run.noise().replace(pool.treePrefix(), "");
    return new Evaluation.Good(record.template(), TemplateRecord.text(noise));
  }

  private Trace trace(
      Target target, String name, Set<String> read, List<String> paths, Evaluation evaluation)
      throws IOException {
    Map<String, String> files = new HashMap<>();
    paths.forEach(path -> files.put(path, tree.blobName(path)));
    boolean anyFile =
        WatchedVariables.DIRECTORIES.stream()
                .anyMatch(v -> read.contains(v) || read.contains(v + Setup.WHETHER_SET))
            && !onlyNamesFiles(name, paths);
    return new Trace(
        tree.template(name).name(),
        setup.id(),
        Map.copyOf(files),
        values(target, read),
        anyFile ? tree.commit() : "",
        evaluation);
  }

  /// Whether the template is the one that uses the directories' names, and opens nothing there.
  private boolean onlyNamesFiles(String name, List<String> paths) throws IOException {
    for (String path : paths) {
      if (traits.ofFile(path, false).namesDirectories()) {
        return false;
      }
    }
    TextTraits template = traits.ofTemplate(name);
    return template.namesDirectories() && !template.mayReadAnyFile();
  }

  /// A failure may have read anything before it failed: it counts for one target, and until a
  /// common file changes.
  private Trace bad(Target target, String name, EvaluatorProcess.Run run) throws IOException {
    boolean anyFile = traits.ofTemplate(name).mayReadAnyFile();
    return new Trace(
        tree.template(name).name(),
        setup.id(),
        Map.of(),
        values(target, setup.watched()),
        anyFile ? tree.commit() : tree.commonId(),
        Failure.of(run, name, limits, pool.treePrefix()));
  }

  private Map<String, String> values(Target target, Iterable<String> variables) {
    Map<String, String> values = new HashMap<>();
    variables.forEach(variable -> values.put(variable, setup.value(target, variable)));
    return Map.copyOf(values);
  }

  private boolean readsFileThatCouldTell(
      @org.jspecify.annotations.Nullable Trace trace, boolean sliced) throws IOException {
    if (trace == null) {
      return false;
    }
    for (String path : trace.files().keySet()) {
      if (traits.ofFile(path, sliced).couldTell()) {
        return true;
      }
    }
    return false;
  }
}
