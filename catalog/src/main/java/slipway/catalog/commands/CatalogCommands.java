package slipway.catalog.commands;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Problem;
import slipway.catalog.Target;
import slipway.catalog.Template;
import slipway.catalog.plan.Plan;

/// The answers of `slipway catalog …`, written to anything. They know a snapshot and nothing of
/// where it came from.
public final class CatalogCommands {
  private final CatalogSnapshot snapshot;
  private final Format format;
  private final Appendable out;

  public CatalogCommands(CatalogSnapshot snapshot, Format format, Appendable out) {
    this.snapshot = snapshot;
    this.format = format;
    this.out = out;
  }

  /// The dependency graph of a target: every package that can be built or waits for something, with
  /// its source dependencies on the target's and on the host's side, sorted.
  public void graph(Target target) throws IOException {
    var table = new Table(out, format, "package", "version_revision", "target_deps", "host_deps");
    for (PackageDefinition definition : snapshot.target(target).packages().values()) {
      if (!definition.versionRevision().isEmpty() && !isSkipped(definition)) {
        table.row(
            definition.name(),
            definition.versionRevision(),
            definition.targetDependencies(),
            definition.hostDependencies());
      }
    }
    table.end();
  }

  private static boolean isSkipped(PackageDefinition definition) {
    return definition.availability() instanceof slipway.catalog.Availability.Skipped;
  }

  /// One package as it is for each target: a row for each thing that can be said about it.
  ///
  /// @param binaryName of the package, or of one of its subpackages
  /// @return false if the tree has no such package
  public boolean show(String binaryName, Set<Target> targets) throws IOException {
    var table = new Table(out, format, "target", "key", "value");
    boolean found = false;
    for (Target target : targets) {
      Optional<PackageDefinition> definition =
          snapshot
              .target(target)
              .sourceOf(binaryName)
              .flatMap(source -> snapshot.target(target).find(source));
      if (definition.isPresent()) {
        found = true;
        show(target, definition.get(), table);
      }
    }
    table.end();
    return found;
  }

  private static void show(Target target, PackageDefinition definition, Table table)
      throws IOException {
    Template template = definition.template();
    Object[][] rows = {
      {"package", definition.name()},
      {"version", template.version()},
      {"revision", template.revision()},
      {"short_desc", template.shortDescription()},
      {"availability", definition.availability().summary()},
      {"repository", template.repository()},
      {"build_style", template.buildStyle()},
      {"build_helper", template.buildHelpers()},
      {"subpackages", template.subpackages()},
      {"hostmakedepends", template.hostmakedepends()},
      {"makedepends", template.makedepends()},
      {"checkdepends", template.checkdepends()},
      {"depends", template.depends()},
      {"provides", template.provides()},
      {"archs", template.archs()},
      {"nocross", template.nocross()},
      {"broken", template.broken()},
      {"restricted", template.restricted()},
      {"build_options", template.options()},
      {"build_options_default", template.defaultOptions()},
      {"reverts", template.reverts()},
      {"target_dependencies", definition.targetDependencies()},
      {"host_dependencies", definition.hostDependencies()},
      {"check_dependencies", definition.checkDependencies()},
    };
    for (Object[] row : rows) {
      boolean empty = row[1] instanceof List<?> list ? list.isEmpty() : row[1].equals("");
      if (!empty) {
        table.row(target.toString(), row[0], row[1]);
      }
    }
  }

  /// What should be built, in the order of targets and names.
  ///
  /// @param published by architecture and binary package, the pkgver that the repositories have
  public void plan(Map<String, Map<String, String>> published) throws IOException {
    var table = new Table(out, format, "target", "package", "version_revision", "why");
    for (Plan.Build build : Plan.of(snapshot, published).builds()) {
      table.row(
          build.target().toString(),
          build.definition().name(),
          build.definition().versionRevision(),
          build.decision().why());
    }
    table.end();
  }

  /// Why each package is, or is not, in the plan.
  ///
  /// @param names packages to explain; all if empty
  public void diff(Map<String, Map<String, String>> published, Set<String> names)
      throws IOException {
    var table = new Table(out, format, "target", "package", "version_revision", "why");
    var plan = Plan.of(snapshot, published);
    for (var byTarget : plan.decisions().entrySet()) {
      for (var decision : byTarget.getValue().entrySet()) {
        if (names.isEmpty() || names.contains(decision.getKey())) {
          PackageDefinition definition =
              snapshot.target(byTarget.getKey()).find(decision.getKey()).orElseThrow();
          table.row(
              byTarget.getKey().toString(),
              decision.getKey(),
              definition.versionRevision(),
              decision.getValue().why());
        }
      }
    }
    table.end();
  }

  /// What is wrong with the tree, as a bot that looks at pull requests would ask.
  ///
  /// @param base what the tree was before: only problems that it did not have are written, and
  ///   packages that may need a new revision because a package that they use has changed its
  ///   libraries' version; absent for all problems
  /// @return whether a problem is fatal
  public boolean check(Optional<CatalogSnapshot> base) throws IOException {
    var table =
        new Table(out, format, "package", "severity", "kind", "targets", "where", "what", "advice");
    Set<String> known = new TreeSet<>();
    base.ifPresent(before -> before.problems().forEach(problem -> known.add(problem.message())));
    boolean fatal = false;
    for (Problem problem : snapshot.problems()) {
      if (!known.contains(problem.message())) {
        fatal |= problem.isFatal();
        write(problem, table);
      }
    }
    if (base.isPresent()) {
      for (Problem problem : new RevisionLint(base.get(), snapshot).problems()) {
        write(problem, table);
      }
    }
    table.end();
    return fatal;
  }

  private static void write(Problem problem, Table table) throws IOException {
    table.row(
        problem.packageName(),
        problem.isFatal() ? "error" : "warning",
        problem.kind().name().toLowerCase(java.util.Locale.ROOT),
        problem.targets().stream().map(Target::toString).toList(),
        problem.where(),
        problem.what(),
        problem.advice());
  }
}
