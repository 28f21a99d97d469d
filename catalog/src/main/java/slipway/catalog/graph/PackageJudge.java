package slipway.catalog.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import slipway.catalog.Availability;
import slipway.catalog.Availability.Reason;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Problem.Kind;
import slipway.catalog.Target;
import slipway.catalog.Template;
import slipway.catalog.evaluate.Evaluation;

/// Makes a definition of an evaluated template, as far as that can be told from the package alone.
final class PackageJudge {
  private final Target target;
  private final SourceNames names;
  private final DependencyResolver resolver;

  PackageJudge(Target target, SourceNames names, DependencyResolver resolver) {
    this.target = target;
    this.names = names;
    this.resolver = resolver;
  }

  /// A definition, and what is wrong with it.
  record Judged(PackageDefinition definition, List<Finding> findings) {}

  /// @param template the evaluated one, or the last good one where the evaluation is bad
  Judged judge(String name, Template template, Evaluation evaluation) {
    var host = resolver.resolve(template.hostmakedepends());
    var onTarget = resolver.resolve(template.makedepends(), template.depends());
    var check = resolver.resolve(template.checkdepends());
    var unknown = new ArrayList<>(host.unknown());
    unknown.addAll(onTarget.unknown());
    var findings = new ArrayList<Finding>();
    addSubpackages(name, template, findings);
    var toBuild = resolver.resolve(template.makedepends());
    if (toBuild.sources().contains(name) || (!target.isCross() && host.sources().contains(name))) {
      findings.add(
          Finding.inTemplate(
              Kind.SELF_DEPENDENCY,
              name,
              "it names itself among what it needs to be built, which is ignored",
              "Remove it from hostmakedepends or makedepends."));
    }
    Availability availability = availability(name, template, evaluation, unknown, findings);
    var definition =
        new PackageDefinition(
            name,
            template,
            target.isCross() ? host.sources() : without(host.sources(), name),
            without(onTarget.sources(), name),
            without(check.sources(), name),
            availability);
    return new Judged(definition, findings);
  }

  /// A package is no dependency of itself on the same machine.
  private static List<String> without(List<String> sources, String name) {
    return sources.contains(name)
        ? sources.stream().filter(source -> !source.equals(name)).toList()
        : sources;
  }

  private Availability availability(
      String name,
      Template template,
      Evaluation evaluation,
      List<String> unknown,
      List<Finding> findings) {
    switch (evaluation) {
      case Evaluation.Bad(var what, var where, _) -> {
        var finding = new Finding(Kind.BROKEN_TEMPLATE, name, what, where, "Mend the template.");
        findings.add(finding);
        return new Availability.Broken(finding.on(target));
      }
      case Evaluation.Good(_, var noise) -> {
        if (!noise.isEmpty()) {
          findings.add(
              Finding.inTemplate(
                  Kind.NOISY_TEMPLATE,
                  name,
                  "it prints while it is evaluated: " + noise,
                  "See whether that is an error; a template should only set variables."));
        }
      }
    }
    Optional<Availability> skipped = skipped(template);
    if (skipped.isPresent()) {
      return skipped.get();
    }
    for (String word : unknown) {
      findings.add(
          Finding.inTemplate(
              Kind.UNKNOWN_DEPENDENCY,
              name,
              "it depends on %s, which is no package of the tree".formatted(word),
              "Mend the name, or add the package."));
    }
    return unknown.isEmpty()
        ? new Availability.Buildable()
        : new Availability.Unbuildable(
            unknown.stream().map(word -> word + ": unknown dependency").toList());
  }

  private Optional<Availability> skipped(Template template) {
    Reason reason = null;
    String text = "";
    if (target.isCross() && !template.nocross().isEmpty()) {
      reason = Reason.NOCROSS;
      text = template.nocross();
    } else if (!template.broken().isEmpty()) {
      reason = Reason.BROKEN;
      text = template.broken();
    } else if (!template.restricted().isEmpty()) {
      reason = Reason.RESTRICTED;
      text = template.restricted();
    } else if (!ArchitecturePatterns.admit(template.archs(), target.architecture())) {
      reason = Reason.ARCHS;
      text = String.join(" ", template.archs());
    }
    return reason == null ? Optional.empty() : Optional.of(new Availability.Skipped(reason, text));
  }

  /// Each subpackage needs a link, which leads to this package.
  private void addSubpackages(String name, Template template, List<Finding> findings) {
    for (String subpackage : template.subpackages()) {
      String owner = names.sourceOf(subpackage).orElse("");
      if (owner.isEmpty()) {
        findings.add(
            Finding.inTemplate(
                Kind.SUBPACKAGE,
                name,
                "the subpackage %s has no link, so that nobody can depend on it"
                    .formatted(subpackage),
                "Add a symbolic link srcpkgs/%s to %s.".formatted(subpackage, name)));
      } else if (!owner.equals(name)) {
        findings.add(
            Finding.inTemplate(
                Kind.SUBPACKAGE,
                name,
                "the subpackage %s belongs to %s already".formatted(subpackage, owner),
                "Rename one of both: two packages cannot make the same file."));
      }
    }
  }
}
