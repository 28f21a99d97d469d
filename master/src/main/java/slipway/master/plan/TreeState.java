package slipway.master.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.proto.Problem;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// The tree as it was read last, for those who ask.
///
/// @param snapshot null until it has been read for the first time
/// @param directories git object of each package's directory, by package
/// @param buildable how many packages can be built for a target
/// @param versionByMissing packages of which the repository's index did not have the tree's
///   version, with that version
record TreeState(
    @Nullable CatalogSnapshot snapshot,
    Map<String, String> directories,
    Map<Target, Long> buildable,
    Map<PackageTarget, String> versionByMissing,
    List<Problem> problems) {
  static final TreeState UNREAD = new TreeState(null, Map.of(), Map.of(), Map.of(), List.of());

  TreeState withProblems(List<Problem> others) {
    return new TreeState(snapshot, directories, buildable, versionByMissing, List.copyOf(others));
  }

  boolean isRead() {
    return snapshot != null;
  }

  Optional<PackageDefinition> definition(PackageTarget what) {
    var read = snapshot;
    return read == null
        ? Optional.empty()
        : Optional.ofNullable(read.packages(ofCatalog(what.target())).get(what.name()));
  }

  static slipway.catalog.Target ofCatalog(Target target) {
    return new slipway.catalog.Target(target.host(), target.architecture());
  }

  static Target ofFarm(slipway.catalog.Target target) {
    return new Target(target.host(), target.architecture());
  }
}
