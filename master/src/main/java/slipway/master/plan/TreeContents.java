package slipway.master.plan;

import java.util.ArrayList;
import java.util.List;
import slipway.catalog.CatalogSnapshot;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.simulate.FarmState;

/// What a tree holds, in the farm's words.
public final class TreeContents {
  private TreeContents() {}

  /// Every package that can be built, for each target.
  public static List<FarmState.InTree> of(CatalogSnapshot snapshot) {
    var all = new ArrayList<FarmState.InTree>();
    snapshot
        .targets()
        .forEach((ofCatalog, packages) -> {
          var target = TreeState.ofFarm(ofCatalog);
          for (var definition : packages.packages().values()) {
            if (definition.availability().isBuildable()) {
              all.add(
                  new FarmState.InTree(
                      new PackageTarget(definition.name(), target),
                      definition.versionRevision(),
                      definition.hostDependencies(),
                      definition.targetDependencies()));
            }
          }
        });
    return all;
  }
}
