package slipway.catalog.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import slipway.catalog.Availability;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Problem;
import slipway.catalog.Target;
import slipway.catalog.TargetCatalog;

/// Opens dependency cycles where the repository has some binary, of whatever version, of what is
/// depended on.
///
/// An edge of a cycle that such a binary satisfies need not be waited for. If no cycle is left
/// without these edges, the packages can be built, and so can those that only waited for them;
/// otherwise all stays as it is.
final class CycleBreaker {
  private final TargetCatalog catalog;
  private final Map<String, PackageDefinition> opened = new TreeMap<>();

  private CycleBreaker(TargetCatalog catalog) {
    this.catalog = catalog;
  }

  /// A snapshot in which every cycle is open that the repositories allow to open; the same object
  /// where there is no cycle.
  static CatalogSnapshot open(
      CatalogSnapshot snapshot, Map<String, Map<String, String>> published) {
    if (snapshot.problems().stream().noneMatch(problem -> problem.kind() == Problem.Kind.CYCLE)) {
      return snapshot;
    }
    Map<Target, TargetCatalog> catalogs = new TreeMap<>();
    // A cross target asks its host's native target, so that one comes first.
    for (boolean cross : new boolean[] {false, true}) {
      for (TargetCatalog catalog : snapshot.targets().values()) {
        if (catalog.target().isCross() == cross) {
          TargetCatalog host = catalogs.get(catalog.target().hostTarget());
          var breaker = new CycleBreaker(catalog);
          breaker.openCycles(published.getOrDefault(catalog.target().architecture(), Map.of()));
          breaker.release(host == null ? catalog : host);
          catalogs.put(catalog.target(), breaker.result());
        }
      }
    }
    return new CatalogSnapshot(snapshot.commit(), new TreeMap<>(catalogs), snapshot.problems());
  }

  private TargetCatalog result() {
    var packages = new TreeMap<>(catalog.packages());
    packages.putAll(opened);
    return new TargetCatalog(catalog.target(), packages, catalog.sourceByName());
  }

  /// What is opened together is built together, or not at all.
  private void openCycles(Map<String, String> published) {
    List<String> names = inCycles();
    Map<String, PackageDefinition> open = new TreeMap<>();
    for (String name : names) {
      open.put(name, withoutPublished(name, published));
    }
    opened.putAll(open);
    for (String name : names) {
      if (reach(needs(current(name))).contains(name)) {
        opened.clear();
        return;
      }
    }
  }

  private @Nullable PackageDefinition current(String name) {
    PackageDefinition open = opened.get(name);
    return open != null ? open : catalog.packages().get(name);
  }

  private PackageDefinition withoutPublished(String name, Map<String, String> published) {
    PackageDefinition definition = catalog.find(name).orElseThrow();
    return new PackageDefinition(
        name,
        definition.template(),
        catalog.target().isCross()
            ? definition.hostDependencies()
            : kept(name, definition.hostDependencies(), published),
        kept(name, definition.targetDependencies(), published),
        definition.checkDependencies(),
        new Availability.Buildable());
  }

  private List<String> kept(String name, List<String> needs, Map<String, String> published) {
    return needs.stream()
        .filter(need -> !published.containsKey(need) || !reach(Set.of(need)).contains(name))
        .toList();
  }

  /// Packages that only waited for what can be built now can be built, too.
  private void release(TargetCatalog host) {
    boolean more = true;
    while (more) {
      more = false;
      for (PackageDefinition definition : catalog.packages().values()) {
        if (isWaiting(definition)
            && !opened.containsKey(definition.name())
            && isFree(definition, host)) {
          opened.put(definition.name(), definition.withAvailability(new Availability.Buildable()));
          more = true;
        }
      }
    }
  }

  private static boolean isWaiting(PackageDefinition definition) {
    return definition.availability() instanceof Availability.Unbuildable(var because)
        && because.stream()
            .noneMatch(
                reason -> reason.startsWith("cycle: ") || reason.endsWith(": unknown dependency"));
  }

  private boolean isFree(PackageDefinition definition, TargetCatalog host) {
    boolean cross = catalog.target().isCross();
    return definition.targetDependencies().stream().allMatch(name -> canBeHad(current(name)))
        && definition.hostDependencies().stream()
            .allMatch(name -> canBeHad(cross ? host.packages().get(name) : current(name)));
  }

  private static boolean canBeHad(@Nullable PackageDefinition definition) {
    return definition != null
        && switch (definition.availability()) {
          case Availability.Buildable() -> true;
          case Availability.Broken _ -> !definition.versionRevision().isEmpty();
          case Availability.Skipped _, Availability.Unbuildable _ -> false;
        };
  }

  private List<String> inCycles() {
    var names = new ArrayList<String>();
    catalog
        .packages()
        .forEach((name, definition) -> {
          if (definition.availability() instanceof Availability.Unbuildable(var because)
              && because.stream().anyMatch(reason -> reason.startsWith("cycle: "))) {
            names.add(name);
          }
        });
    return names;
  }

  private Set<String> reach(Set<String> from) {
    Set<String> reached = new HashSet<>();
    var queue = new ArrayDeque<>(from);
    while (!queue.isEmpty()) {
      String name = queue.remove();
      if (reached.add(name)) {
        queue.addAll(needs(current(name)));
      }
    }
    return reached;
  }

  /// What must be there on the same machine.
  private Set<String> needs(@Nullable PackageDefinition definition) {
    Set<String> needs = new HashSet<>();
    if (definition != null) {
      needs.addAll(definition.targetDependencies());
      if (!catalog.target().isCross()) {
        needs.addAll(definition.hostDependencies());
      }
    }
    return needs;
  }
}
