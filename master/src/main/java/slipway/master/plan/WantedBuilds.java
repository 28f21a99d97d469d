package slipway.master.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import slipway.catalog.Availability;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.catalog.plan.Plan;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;
import slipway.xbps.PkgVer;
import slipway.xbps.Version;

/// The difference of tree and repository, in the farm's words.
final class WantedBuilds {
  private final CatalogSnapshot snapshot;
  private final Map<String, String> directories;

  /// @param directories git object of each package's directory
  WantedBuilds(CatalogSnapshot snapshot, Map<String, String> directories) {
    this.snapshot = snapshot;
    this.directories = directories;
  }

  /// What should be built, and what should be and cannot.
  ///
  /// @param published by architecture and binary package, the pkgver that the repository has
  List<Wanted> of(Map<String, Map<String, String>> published) {
    Map<PackageTarget, Named> named = new LinkedHashMap<>();
    var plan = Plan.of(snapshot, published);
    for (Plan.Build build : plan.builds()) {
      var target = TreeState.ofFarm(build.target());
      named.put(
          new PackageTarget(build.definition().name(), target), new Named(build.definition(), ""));
    }
    plan.snapshot()
        .targets()
        .forEach((target, catalog) -> {
          var there = published.getOrDefault(target.architecture(), Map.of());
          for (PackageDefinition definition : catalog.packages().values()) {
            if (definition.availability() instanceof Availability.Unbuildable(var because)
                && isMissing(definition, there)) {
              named.put(
                  new PackageTarget(definition.name(), TreeState.ofFarm(target)),
                  new Named(definition, impediment(because)));
            }
          }
        });
    var wanted = new ArrayList<Wanted>();
    named.forEach((what, one) ->
        wanted.add(wanted(what, one.definition(), one.impediment(), named::containsKey)));
    return wanted;
  }

  private record Named(PackageDefinition definition, String impediment) {}

  private static String impediment(List<String> because) {
    return "It needs what cannot be had: " + String.join("; ", because) + ".";
  }

  private static boolean isMissing(PackageDefinition definition, Map<String, String> published) {
    String there = published.get(definition.name());
    return there == null
        || Version.compare(PkgVer.parse(there).version(), definition.versionRevision()) < 0;
  }

  /// One package for one target, whatever the repository has.
  ///
  /// @param counts which dependencies the farm is to wait for
  Wanted wanted(
      PackageTarget what,
      PackageDefinition definition,
      String impediment,
      Predicate<PackageTarget> counts) {
    var dependencies = new ArrayList<PackageTarget>();
    var host = Target.nativeTo(what.target().host());
    for (String name : definition.hostDependencies()) {
      dependencies.add(new PackageTarget(name, host));
    }
    for (String name : definition.targetDependencies()) {
      dependencies.add(new PackageTarget(name, what.target()));
    }
    dependencies.removeIf(dependency -> dependency.equals(what) || !counts.test(dependency));
    return new Wanted(
        what,
        definition.versionRevision(),
        snapshot.commit(),
        fingerprint(definition),
        definition.subpackages(),
        dependencies.stream().distinct().toList(),
        impediment);
  }

  /// Changes with the package's files, and with what the template says because of others' files.
  private String fingerprint(PackageDefinition definition) {
    return "%s-%08x"
        .formatted(
            directories.getOrDefault(definition.name(), ""),
            definition.template().toString().hashCode());
  }
}
