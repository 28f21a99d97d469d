package slipway.scheduler.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import slipway.scheduler.BuildId;

/// Who waits for whom, backwards: for each build that is not usable yet, the builds that count it
/// as missing.
final class Dependents {
  private final Map<BuildId, ArrayList<BuildId>> dependentsByBuild = new HashMap<>();

  void add(BuildId dependency, BuildId dependent) {
    dependentsByBuild.computeIfAbsent(dependency, _ -> new ArrayList<>(2)).add(dependent);
  }

  /// O(dependents).
  boolean remove(BuildId dependency, BuildId dependent) {
    var dependents = dependentsByBuild.get(dependency);
    if (dependents == null || !dependents.remove(dependent)) {
      return false;
    }
    if (dependents.isEmpty()) {
      dependentsByBuild.remove(dependency);
    }
    return true;
  }

  List<BuildId> of(BuildId dependency) {
    var dependents = dependentsByBuild.get(dependency);
    return dependents == null ? List.of() : dependents;
  }

  List<BuildId> removeAll(BuildId dependency) {
    var dependents = dependentsByBuild.remove(dependency);
    return dependents == null ? List.of() : dependents;
  }
}
