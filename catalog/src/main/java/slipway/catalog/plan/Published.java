package slipway.catalog.plan;

import java.util.HashMap;
import java.util.Map;
import slipway.catalog.CatalogSnapshot;

/// What repositories have: by architecture, then by binary package, the pkgver.
public final class Published {
  private Published() {}

  /// What they would have if everything of a tree had been built.
  public static Map<String, Map<String, String>> everythingOf(CatalogSnapshot snapshot) {
    Map<String, Map<String, String>> published = new HashMap<>();
    snapshot
        .targets()
        .forEach((target, catalog) -> {
          Map<String, String> there =
              published.computeIfAbsent(target.architecture(), _ -> new HashMap<>());
          catalog
              .packages()
              .forEach((name, definition) -> {
                if (definition.availability().isBuildable()) {
                  for (String binary : catalog.binaryPackages(name)) {
                    there.put(binary, binary + "-" + definition.versionRevision());
                  }
                }
              });
        });
    return published;
  }
}
