package slipway.catalog.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import slipway.catalog.Problem;
import slipway.catalog.Problem.Kind;
import slipway.catalog.Target;
import slipway.catalog.Template;
import slipway.catalog.git.GitTree;

/// Collects problems; the same one of several targets becomes one.
final class ProblemList {
  private record Key(Kind kind, String packageName, String what, String where, String advice) {}

  private final Map<Key, NavigableSet<Target>> targetsByKey = new HashMap<>();

  void add(Kind kind, String packageName, Target target, String what, String where, String advice) {
    targetsByKey
        .computeIfAbsent(new Key(kind, packageName, what, where, advice), _ -> new TreeSet<>())
        .add(target);
  }

  private void add(Kind kind, String packageName, String what, String where, String advice) {
    targetsByKey.putIfAbsent(new Key(kind, packageName, what, where, advice), new TreeSet<>());
  }

  /// What is wrong with names and links, for every target.
  void addTree(GitTree tree, SourceNames names) {
    tree.oddEntries()
        .forEach((name, what) ->
            add(
                Kind.BAD_ENTRY,
                name,
                what,
                "srcpkgs/" + name,
                "Remove it, or make it a directory with a template."));
    names
        .badLinks()
        .forEach((name, goal) ->
            add(
                Kind.BAD_ENTRY,
                name,
                "the link leads to \"%s\", which is no package of the tree".formatted(goal),
                "srcpkgs/" + name,
                "Point it to a directory in srcpkgs/, or remove it."));
  }

  /// What is wrong with a template's subpackages: each needs a link, which leads to this package.
  void addSubpackages(String name, Template template, Target target, SourceNames names) {
    for (String subpackage : template.subpackages()) {
      String owner = names.sourceOf(subpackage).orElse("");
      String where = "srcpkgs/" + name + "/template";
      if (owner.isEmpty()) {
        add(
            Kind.SUBPACKAGE,
            name,
            target,
            "the subpackage %s has no link, so that nobody can depend on it".formatted(subpackage),
            where,
            "Add a symbolic link srcpkgs/%s to %s.".formatted(subpackage, name));
      } else if (!owner.equals(name)) {
        add(
            Kind.SUBPACKAGE,
            name,
            target,
            "the subpackage %s belongs to %s already".formatted(subpackage, owner),
            where,
            "Rename one of both: two packages cannot make the same file.");
      }
    }
  }

  List<Problem> list() {
    var problems = new ArrayList<Problem>();
    targetsByKey.forEach((key, targets) ->
        problems.add(
            new Problem(
                key.kind(), key.packageName(), targets, key.what(), key.where(), key.advice())));
    problems.sort(Comparator.comparing(Problem::packageName).thenComparing(Problem::message));
    return problems;
  }
}
