package slipway.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the farm is asked to take in or to do.
public sealed interface Command {
  /// The difference of tree and repository, whole: what is wanted now. Builds that are on their way
  /// and not in it are cancelled; those at an older version are superseded.
  ///
  /// @param push what caused it, or null when the farm looked by itself (start, timer)
  record Plan(@Nullable Push push, List<Wanted> wanted, Lane lane) implements Command {
    public Plan {
      wanted = List.copyOf(wanted);
    }
  }

  /// A push as it is told by the tree.
  ///
  /// @param packages those that it changed, at most fifty
  record Push(
      String oldCommit,
      String newCommit,
      String who,
      String title,
      int commitCount,
      List<String> packages) {
    public Push {
      packages = List.copyOf(packages);
    }
  }

  /// A worker's word: what it is and what it runs.
  record WorkerReported(WorkerStatus status) implements Command {}

  record AttemptEnded(AttemptId attempt, String worker, Outcome outcome, Usage usage)
      implements Command {}

  /// The publisher has the build's packages in the stage, signed.
  ///
  /// @param unchanged whether the index had them before, but for when and where they were built
  record Staged(BuildId build, boolean unchanged) implements Command {
    public Staged(BuildId build) {
      this(build, false);
    }
  }

  /// The publisher refused the build's packages; a failure of the package.
  record StagingRefused(BuildId build, String message) implements Command {}

  /// The builds' packages were seen on the mirrors.
  record Released(List<BuildId> builds) implements Command {
    public Released {
      builds = List.copyOf(builds);
    }
  }

  /// Build these now, in that lane: queues them, or moves what is queued, or retries what has
  /// failed.
  ///
  /// @param followers those of them that are only built if something that they need comes out
  ///   otherwise than it was published
  /// @param first whether they go before all others of the lane
  record Force(
      List<Wanted> wanted,
      Set<PackageTarget> followers,
      Lane lane,
      boolean first,
      String actor,
      String reason)
      implements Command {
    public Force {
      wanted = List.copyOf(wanted);
      followers = Set.copyOf(followers);
    }

    public Force(List<Wanted> wanted, Lane lane, boolean first, String actor, String reason) {
      this(wanted, Set.of(), lane, first, actor, reason);
    }
  }

  record Retry(BuildId build, String actor, String reason) implements Command {}

  record Cancel(BuildId build, String actor, String reason) implements Command {}

  record Drain(String worker, boolean undo, String actor, String reason) implements Command {}

  /// Drains all workers of a location, those too that join later.
  record DrainLocation(String location, boolean undo, String actor, String reason)
      implements Command {}

  /// Starts nothing of a package, for a target, or of both together, until that is taken back.
  ///
  /// @param packageName empty: all packages
  /// @param target [Target#ANY]: all targets
  record Hold(String packageName, Target target, boolean undo, String actor, String reason)
      implements Command {}

  /// Puts waiting builds into another lane, or before or behind the others of their lane.
  ///
  /// @param lane null: each stays in its own
  record Move(Selection what, @Nullable Lane lane, Place place, String actor, String reason)
      implements Command {}

  /// Which builds.
  sealed interface Selection {
    record One(BuildId build) implements Selection {}

    record OfPush(PushId push) implements Selection {}

    record OfLane(Lane lane) implements Selection {}
  }

  /// Where within a lane.
  enum Place {
    /// Before all that have not been put there.
    FIRST,
    /// Where the order of the lane has it.
    IN_ORDER,
    /// Behind all others.
    LAST
  }

  /// Plans a maintenance window: what would not be done before it begins is not started there, and
  /// nothing starts there before it ends.
  ///
  /// @param worker empty: all workers
  /// @param location empty: wherever they are
  record PlanWindow(
      String worker, String location, Instant from, Instant until, String actor, String reason)
      implements Command {}

  record CancelWindow(long window, String actor, String reason) implements Command {}

  /// Corrects what builds of a package are expected to take.
  ///
  /// @param target [Target#ANY]: on all targets for which something is known or waits
  /// @param duration zero: as it was; so are bytes
  record CorrectEstimate(
      String packageName,
      Target target,
      Duration duration,
      long diskBytes,
      long memoryBytes,
      String actor,
      String reason)
      implements Command {}

  /// A release is about to be taken back: these packages are not to be released again by
  /// themselves.
  record RollBack(String architecture, List<String> pkgvers, String actor, String reason)
      implements Command {
    public RollBack {
      pkgvers = List.copyOf(pkgvers);
    }
  }

  /// All that was rolled back for an architecture may be released again.
  record EndRollback(String architecture, String actor, String reason) implements Command {}

  record Pause(boolean undo, String actor, String reason) implements Command {}

  /// Time has passed: see whose lease has run out and whose pause is over.
  record Tick() implements Command {}
}
