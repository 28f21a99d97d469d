package slipway.catalog.evaluate;

import java.util.Map;
import java.util.Set;
import slipway.catalog.Target;

/// What became of every template of a tree for every target. Valid until the next tree is
/// evaluated.
///
/// @param byTarget by target and package
/// @param changed the packages whose evaluations may differ from those of the tree evaluated
///   before, those that are gone among them
public record Evaluations(Map<Target, Map<String, Evaluation>> byTarget, Set<String> changed) {

  /// The evaluations for one target, by package.
  public Map<String, Evaluation> of(Target target) {
    return byTarget.getOrDefault(target, Map.of());
  }
}
