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
import slipway.catalog.git.GitTree;

/// A problem before it is known how many targets have it.
record Finding(Kind kind, String packageName, String what, String where, String advice) {

  /// A finding in a package's template.
  static Finding inTemplate(Kind kind, String packageName, String what, String advice) {
    return new Finding(kind, packageName, what, "srcpkgs/" + packageName + "/template", advice);
  }

  Problem on(Target target) {
    return new Problem(kind, packageName, new TreeSet<>(List.of(target)), what, where, advice);
  }

  /// What is wrong with names and links.
  static List<Finding> inTree(GitTree tree, SourceNames names) {
    var findings = new ArrayList<Finding>();
    tree.oddEntries()
        .forEach((name, what) ->
            findings.add(
                new Finding(
                    Kind.BAD_ENTRY,
                    name,
                    what,
                    "srcpkgs/" + name,
                    "Remove it, or make it a directory with a template.")));
    names
        .badLinks()
        .forEach((name, goal) ->
            findings.add(
                new Finding(
                    Kind.BAD_ENTRY,
                    name,
                    "the link leads to \"%s\", which is no package of the tree".formatted(goal),
                    "srcpkgs/" + name,
                    "Point it to a directory in srcpkgs/, or remove it.")));
    return findings;
  }

  /// Problems, sorted by package; the same finding of several targets is one.
  ///
  /// @param ofTree those that concern every target
  static List<Problem> problems(List<Finding> ofTree, Map<Target, List<Finding>> byTarget) {
    Map<Finding, NavigableSet<Target>> targets = new HashMap<>();
    ofTree.forEach(finding -> targets.put(finding, new TreeSet<>()));
    byTarget.forEach((target, findings) ->
        findings.forEach(
            finding -> targets.computeIfAbsent(finding, _ -> new TreeSet<>()).add(target)));
    var problems = new ArrayList<Problem>();
    targets.forEach((finding, on) ->
        problems.add(
            new Problem(
                finding.kind(),
                finding.packageName(),
                on,
                finding.what(),
                finding.where(),
                finding.advice())));
    problems.sort(Comparator.comparing(Problem::packageName).thenComparing(Problem::message));
    return problems;
  }
}
