package slipway.scheduler.simulate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// What can be built, what it needs and what it truly takes. The farm learns it only by building.
public final class World {
  private final Map<PackageTarget, List<PackageTarget>> dependenciesByPackage =
      new LinkedHashMap<>();
  private final Map<String, List<PackageTarget>> targetsByName = new HashMap<>();
  private final Map<PackageTarget, Effort> effortByPackage = new HashMap<>();
  private final Map<String, Effort> effortByName = new TreeMap<>();
  private final Effort otherwise;

  /// What one build takes.
  ///
  /// @param diskBytes at its peak
  /// @param memoryBytes at its peak, with all the jobs that its worker gives it
  public record Effort(long millis, long diskBytes, long memoryBytes) {}

  /// @param otherwise what a package takes of which nothing else is said
  public World(Effort otherwise) {
    this.otherwise = otherwise;
  }

  public void add(PackageTarget what, Collection<PackageTarget> dependencies) {
    dependenciesByPackage.put(what, new ArrayList<>(dependencies));
    targetsByName.computeIfAbsent(what.name(), _ -> new ArrayList<>()).add(what);
  }

  /// What a package takes on every target.
  public void effort(String name, Effort effort) {
    effortByName.put(name, effort);
  }

  public void effort(PackageTarget what, Effort effort) {
    effortByPackage.put(what, effort);
  }

  public Collection<PackageTarget> all() {
    return Collections.unmodifiableSet(dependenciesByPackage.keySet());
  }

  /// The package on all targets that have it.
  public List<PackageTarget> targetsOf(String name) {
    return targetsByName.getOrDefault(name, List.of());
  }

  public boolean has(PackageTarget what) {
    return dependenciesByPackage.containsKey(what);
  }

  /// What must be staged first; without what cannot be built at all.
  public List<PackageTarget> dependencies(PackageTarget what) {
    return dependenciesByPackage.getOrDefault(what, List.of());
  }

  public Effort effort(PackageTarget what) {
    var own = effortByPackage.get(what);
    return own != null ? own : effortByName.getOrDefault(what.name(), otherwise);
  }

  public List<Target> targets() {
    return dependenciesByPackage.keySet().stream()
        .map(PackageTarget::target)
        .distinct()
        .sorted()
        .toList();
  }
}
