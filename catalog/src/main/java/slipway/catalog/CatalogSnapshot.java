package slipway.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a commit's tree says: every package for every target, and what is wrong with the tree.
///
/// @param commit full hash
/// @param targets by target
/// @param problems sorted by package
public record CatalogSnapshot(
    String commit, SortedMap<Target, TargetCatalog> targets, List<Problem> problems) {

  public CatalogSnapshot {
    targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    problems = List.copyOf(problems);
  }

  /// @throws IllegalArgumentException if the catalog does not evaluate for this target
  public TargetCatalog target(Target target) {
    TargetCatalog catalog = targets.get(target);
    if (catalog == null) {
      throw new IllegalArgumentException(
          "The catalog has no target %s; it has %s.".formatted(target, targets.keySet()));
    }
    return catalog;
  }

  /// The packages of a target, by name; empty for a target that the catalog does not have.
  public SortedMap<String, PackageDefinition> packages(Target target) {
    TargetCatalog catalog = targets.get(target);
    return catalog == null ? Collections.emptySortedMap() : catalog.packages();
  }

  /// The same for some of the targets alone.
  public CatalogSnapshot only(Set<Target> some) {
    var kept = new TreeMap<>(targets);
    kept.keySet().retainAll(some);
    List<Problem> ofThese =
        problems.stream()
            .filter(problem ->
                problem.targets().isEmpty() || problem.targets().stream().anyMatch(some::contains))
            .map(problem -> problem.only(some))
            .toList();
    return new CatalogSnapshot(commit, kept, ofThese);
  }
}
