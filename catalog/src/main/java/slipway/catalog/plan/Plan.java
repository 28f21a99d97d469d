package slipway.catalog.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import slipway.catalog.Availability;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.Differences;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Target;
import slipway.catalog.TargetCatalog;
import slipway.xbps.PkgVer;
import slipway.xbps.Version;
import slipway.xbps.XbpsFormatException;

/// What should be built: the tree's versions against the repositories'.
///
/// A function of both alone, so that it is the same after a lost message, a restart, or any number
/// of pushes.
///
/// @param snapshot of the tree, with the cycles open that the repositories allow to open
/// @param published by architecture, then by binary package name: the pkgver that the repositories
///   have
/// @param decisions by target and package, for every package of the tree
public record Plan(
    CatalogSnapshot snapshot,
    Map<String, Map<String, String>> published,
    NavigableMap<Target, NavigableMap<String, Decision>> decisions) {

  public Plan {
    decisions = Collections.unmodifiableNavigableMap(decisions);
  }

  /// One package that should be built for one target.
  public record Build(Target target, PackageDefinition definition, Decision decision) {}

  /// Decides about every package.
  ///
  /// @param published by architecture, then by binary package name, the pkgver that the
  ///   repositories of the architecture have, staged ones included: `curl` → `curl-8.9.1_1`. Must
  ///   not be changed afterwards
  public static Plan of(CatalogSnapshot snapshot, Map<String, Map<String, String>> published) {
    return new Plan(new CatalogSnapshot("", new TreeMap<>(), List.of()), published, new TreeMap<>())
        .after(snapshot);
  }

  /// The plan for another snapshot and the same repositories: the one that [#of] would make, but
  /// only definitions that differ are looked at.
  ///
  /// Cycles are opened where the repositories have an older binary that satisfies an edge: see the
  /// plan's own snapshot.
  public Plan after(CatalogSnapshot tree) {
    CatalogSnapshot next = CycleBreaker.open(tree, published);
    NavigableMap<Target, NavigableMap<String, Decision>> all = new TreeMap<>();
    next.targets()
        .forEach((target, catalog) -> {
          Map<String, String> there = published.getOrDefault(target.architecture(), Map.of());
          all.put(target, decideAgain(catalog, there));
        });
    return new Plan(next, published, all);
  }

  /// The decisions for a target, where most of its definitions are those of this plan's snapshot.
  @SuppressWarnings("ReferenceEquality") // Different objects are compared one by one.
  private NavigableMap<String, Decision> decideAgain(
      TargetCatalog catalog, Map<String, String> published) {
    var before = snapshot.packages(catalog.target());
    NavigableMap<String, Decision> known =
        decisions.getOrDefault(catalog.target(), Collections.emptyNavigableMap());
    if (before == catalog.packages()) {
      return known;
    }
    NavigableMap<String, Decision> decided = new TreeMap<>(known);
    Differences.between(
        before,
        catalog.packages(),
        (name, old, now) -> {
          if (now == null) {
            decided.remove(name);
          } else {
            decided.put(name, decide(now, catalog, published));
          }
        });
    return Collections.unmodifiableNavigableMap(decided);
  }

  /// What should be built, by target, then by package.
  public List<Build> builds() {
    var builds = new ArrayList<Build>();
    decisions.forEach((target, byName) -> {
      Map<String, PackageDefinition> packages = snapshot.packages(target);
      byName.forEach((name, decision) -> {
        PackageDefinition definition = decision.isBuild() ? packages.get(name) : null;
        if (definition != null) {
          builds.add(new Build(target, definition, decision));
        }
      });
    });
    return List.copyOf(builds);
  }

  private static Decision decide(
      PackageDefinition definition, TargetCatalog catalog, Map<String, String> published) {
    return switch (definition.availability()) {
      case Availability.Buildable() ->
          compare(definition, catalog.binaryPackages(definition.name()), published);
      case Availability.Skipped _, Availability.Broken _, Availability.Unbuildable _ ->
          new Decision.CannotBuild(definition.availability().summary());
    };
  }

  /// Any binary package that is older than the tree calls for a build; one that is newer, unless
  /// reverted, forbids it.
  private static Decision compare(
      PackageDefinition definition, List<String> binaries, Map<String, String> published) {
    String wanted = definition.versionRevision();
    var older = new ArrayList<String>();
    var missing = new ArrayList<String>();
    for (String binary : binaries) {
      String there = published.get(binary);
      if (there == null) {
        missing.add(binary);
      } else {
        String version = versionOf(there);
        int order = version.equals(wanted) ? 0 : Version.compare(version, wanted);
        if (order < 0) {
          older.add(there);
        } else if (order > 0) {
          return definition.template().reverts().contains(version)
              ? new Decision.Reverts(there)
              : new Decision.RepositoryNewer(there);
        }
      }
    }
    if (missing.size() == binaries.size()) {
      return new Decision.NeverBuilt();
    }
    if (!older.isEmpty()) {
      return new Decision.Newer(older);
    }
    return missing.isEmpty() ? new Decision.UpToDate() : new Decision.MissingSubpackages(missing);
  }

  /// What does not read as a pkgver is older than anything.
  private static String versionOf(String pkgver) {
    try {
      return PkgVer.parse(pkgver).version();
    } catch (XbpsFormatException e) {
      return "";
    }
  }
}
