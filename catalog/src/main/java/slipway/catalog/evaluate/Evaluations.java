package slipway.catalog.evaluate;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import slipway.catalog.Target;

/// What became of every template of a tree for every target.
///
/// @param byTarget by target and package
/// @param changed the packages whose evaluations may differ from those of the tree evaluated before
public record Evaluations(Map<Target, Map<String, Evaluation>> byTarget, Set<String> changed) {

  /// The evaluations for one target, by package.
  public Map<String, Evaluation> of(Target target) {
    return byTarget.getOrDefault(target, Map.of());
  }

  /// A copy to change, without the packages that `tree` no longer has.
  static Map<Target, Map<String, Evaluation>> copy(Evaluations from, Set<String> packages) {
    Map<Target, Map<String, Evaluation>> copy = new HashMap<>();
    from.byTarget()
        .forEach((target, evaluations) -> {
          var byName = new HashMap<>(evaluations);
          if (byName.size() > packages.size() || !packages.containsAll(byName.keySet())) {
            byName.keySet().retainAll(packages);
          }
          copy.put(target, byName);
        });
    return copy;
  }
}
