package slipway.scheduler.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.ledger.Build;

/// What becomes of one wanted build.
///
/// @param kind what to do
/// @param build its id, new or old
/// @param state after the plan
/// @param dependencies what it waits for after the plan; for what is kept, unused
/// @param why for a dependency-failed one: the sentence
/// @param culprit for a dependency-failed one: the build because of which, or null
/// @param old the newest build of the same package and target until now, or null
record Fate(
    Kind kind,
    BuildId build,
    BuildState state,
    List<BuildId> dependencies,
    String why,
    @Nullable BuildId culprit,
    @Nullable Build old) {
  enum Kind {
    /// Stays as it is.
    KEEP,
    /// A new build.
    QUEUE,
    /// Failed or dependency-failed until now.
    REVIVE,
    /// Waits already, but for other builds.
    RELINK,
    /// Waits already, or is dependency-failed for another reason, and cannot be built.
    FAIL
  }

  Fate in(BuildState otherState) {
    return new Fate(kind, build, otherState, dependencies, why, culprit, old);
  }

  boolean isWaiting() {
    return state == BuildState.BLOCKED || state == BuildState.READY;
  }

  /// Whether dependents wait for it.
  boolean isOnItsWay() {
    return isWaiting() || state == BuildState.BUILDING || state == BuildState.DELIVERED;
  }
}
