package slipway.scheduler.ledger;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.BuildId;
import slipway.scheduler.Event;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.PackageTarget;

/// What decisions and explanations read: the ledger itself, or a draft of what it will be.
public interface View {
  FarmPolicy policy();

  /// Null: never heard of, or settled and forgotten.
  @Nullable Build build(BuildId id);

  /// The newest build of that package for that target, whatever its state.
  @Nullable Build current(PackageTarget what);

  @Nullable WorkerRow worker(String name);

  /// In the order of their names.
  Collection<WorkerRow> workers();

  Event.@Nullable FarmPaused paused();

  Estimates estimates();

  /// The builds that count it as missing, by id.
  List<BuildId> dependentsOf(BuildId id);

  Arrangements arrangements();

  /// Whether a build of that package has run out of space and is not done yet: until then no two
  /// builds of the package share a disk.
  boolean isCramped(String packageName);

  /// Whether `what` must wait for that build.
  default boolean isUnfinished(BuildId dependency, PackageTarget what) {
    var row = build(dependency);
    if (row == null || row.state().isUsable()) {
      return false;
    }
    // An older build of the same package is waited for, but nothing of it is needed.
    return !(row.state().isSettled() && row.what().equals(what));
  }

  /// Whether a newer build of the same package and target is wanted.
  default boolean isOvertaken(Build build) {
    var current = current(build.what());
    return current != null && !current.id().equals(build.id());
  }
}
