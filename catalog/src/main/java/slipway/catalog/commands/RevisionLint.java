package slipway.catalog.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.catalog.Problem;
import slipway.catalog.Problem.Kind;
import slipway.catalog.Target;
import slipway.catalog.TargetCatalog;

/// Finds packages that probably need a new revision: they link a library whose package got another
/// major version, and were not touched themselves.
///
/// A library package is one with a `-devel` subpackage. Whether a library's name really changed is
/// only known after it was built; this is a hint.
final class RevisionLint {
  private final CatalogSnapshot before;
  private final CatalogSnapshot after;

  RevisionLint(CatalogSnapshot before, CatalogSnapshot after) {
    this.before = before;
    this.after = after;
  }

  List<Problem> problems() {
    Map<String, NavigableSet<Target>> targetsByDependent = new TreeMap<>();
    Map<String, String> libraryByDependent = new TreeMap<>();
    for (TargetCatalog catalog : after.targets().values()) {
      for (PackageDefinition library : catalog.packages().values()) {
        if (isNewMajorVersion(catalog, library)) {
          for (PackageDefinition dependent : catalog.packages().values()) {
            if (links(dependent, library) && isUntouched(catalog, dependent)) {
              targetsByDependent
                  .computeIfAbsent(dependent.name(), _ -> new TreeSet<>())
                  .add(catalog.target());
              libraryByDependent.put(dependent.name(), library.pkgver());
            }
          }
        }
      }
    }
    var problems = new ArrayList<Problem>();
    libraryByDependent.forEach((name, library) ->
        problems.add(
            new Problem(
                Kind.REVISION,
                name,
                targetsByDependent.getOrDefault(name, new TreeSet<>()),
                "it uses %s, which has a new major version".formatted(library),
                "srcpkgs/" + name + "/template",
                "Raise its revision, if the library's name changed.")));
    return problems;
  }

  private boolean isNewMajorVersion(TargetCatalog catalog, PackageDefinition library) {
    PackageDefinition old = before.packages(catalog.target()).get(library.name());
    return old != null
        && library.subpackages().stream().anyMatch(name -> name.endsWith("-devel"))
        && !major(old.version()).equals(major(library.version()));
  }

  private static String major(String version) {
    return version.split("[^0-9]", 2)[0];
  }

  private static boolean links(PackageDefinition dependent, PackageDefinition library) {
    return dependent.targetDependencies().contains(library.name())
        && dependent.template().makedepends().stream()
            .anyMatch(word -> library.subpackages().contains(word) && word.endsWith("-devel"));
  }

  private boolean isUntouched(TargetCatalog catalog, PackageDefinition dependent) {
    PackageDefinition old = before.packages(catalog.target()).get(dependent.name());
    return old != null
        && !dependent.versionRevision().isEmpty()
        && old.versionRevision().equals(dependent.versionRevision());
  }
}
