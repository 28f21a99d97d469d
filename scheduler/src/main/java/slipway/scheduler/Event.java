package slipway.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What has happened. The farm is the fold of its events; they are journaled before anyone acts on
/// them.
///
/// Components are plain values (records, strings, numbers, instants, lists), so that a journal can
/// write them as they are. Components may be added, never removed or given another meaning.
public sealed interface Event {
  Instant at();

  /// Whether the journal keeps it. What it does not keep are figures that change all the time; a
  /// farm that was replayed without them waits until its workers report again.
  default boolean isJournaled() {
    return true;
  }

  /// What happens to one build.
  sealed interface OfBuild extends Event {
    BuildId build();
  }

  /// What happens to one worker.
  sealed interface OfWorker extends Event {
    String worker();
  }

  /// No id up to these is given again. Only snapshots need it.
  record IdsUsed(Instant at, long build, long attempt, long push, long window) implements Event {}

  record PushPlanned(Instant at, PushId push, Command.Push what, int queuedCount)
      implements Event {}

  /// @param state BLOCKED, READY or DEPENDENCY_FAILED
  /// @param dependencies the builds that it waits for
  /// @param push what called for it, or 0 when the farm looked by itself
  /// @param reservation 0 where nothing is known yet: then a fair share of the worker
  /// @param why one sentence when it is dependency-failed from the start, else empty
  /// @param actor who forced it, or empty. A forced build stays though no plan wants it
  /// @param follows whether it is only built if something that it waits for comes out otherwise
  ///   than it was published
  record BuildQueued(
      Instant at,
      BuildId build,
      PackageTarget what,
      String version,
      String commit,
      String fingerprint,
      List<String> subpackages,
      Lane lane,
      long push,
      BuildState state,
      List<BuildId> dependencies,
      Reservation reservation,
      Rank rank,
      String why,
      String actor,
      boolean follows)
      implements OfBuild {}

  /// A build that only follows is built after all.
  ///
  /// @param why one sentence: what has come out otherwise, or who asked
  record RebuildNeeded(Instant at, BuildId build, String why) implements OfBuild {}

  /// Its last missing dependency was staged, or its pause is over.
  record BuildReady(Instant at, BuildId build) implements OfBuild {}

  /// What it waits for has changed: by a plan, or because it waits again after an attempt.
  ///
  /// @param state BLOCKED, READY, BUILDING (a running build goes on with what there is), or as it
  ///   was for a build that is not tried by itself
  /// @param dependencies all that it waits for from now on
  record DependenciesChanged(
      Instant at, BuildId build, BuildState state, List<BuildId> dependencies) implements OfBuild {}

  /// A plan has changed what waits for it.
  record BuildRanked(Instant at, BuildId build, Rank rank) implements OfBuild {}

  /// @param reclaimBytes free space that the worker must bring the build area to first; 0: as it is
  record AttemptStarted(
      Instant at,
      AttemptId attempt,
      BuildId build,
      String worker,
      Reservation reservation,
      int jobs,
      long reclaimBytes)
      implements OfBuild {}

  /// @param consequence what the farm makes of it, as a sentence
  record AttemptEnded(
      Instant at,
      AttemptId attempt,
      BuildId build,
      String worker,
      Outcome outcome,
      Usage usage,
      String consequence)
      implements OfBuild {}

  /// Waits for a worker again, in its place in the dependency order.
  ///
  /// @param notBefore when it may start at the earliest
  record BuildRequeued(
      Instant at, BuildId build, Reservation reservation, Instant notBefore, String why)
      implements OfBuild {}

  record BuildDelivered(Instant at, BuildId build, AttemptId attempt) implements OfBuild {}

  /// @param unchanged whether the repository had these packages before, but for when and where they
  ///   were built
  /// @param why one sentence where nothing was changed, else empty
  record BuildStaged(Instant at, BuildId build, boolean unchanged, String why) implements OfBuild {
    public BuildStaged(Instant at, BuildId build) {
      this(at, build, false, "");
    }
  }

  record BuildReleased(Instant at, BuildId build) implements OfBuild {}

  record BuildFailed(Instant at, BuildId build, String why) implements OfBuild {}

  /// @param because the failed build that it needs, directly or not; itself if a plan says that it
  ///   cannot be built
  record BuildDependencyFailed(Instant at, BuildId build, BuildId because, String why)
      implements OfBuild {}

  /// A failed or dependency-failed build waits again, because somebody asked or what it needs was
  /// mended.
  ///
  /// @param state BLOCKED or READY
  record BuildRevived(
      Instant at,
      BuildId build,
      BuildState state,
      Lane lane,
      List<BuildId> dependencies,
      String why)
      implements OfBuild {}

  /// @param lane the lane that it is in from now on
  /// @param place within the lane: below 0 before all others, above 0 behind them, 0 as the order
  ///   has it
  record BuildMoved(Instant at, BuildId build, Lane lane, int place, String why)
      implements OfBuild {}

  /// Another reservation: somebody has corrected what its package is expected to need.
  record BuildReserved(Instant at, BuildId build, Reservation reservation, String why)
      implements OfBuild {}

  record BuildSuperseded(Instant at, BuildId build, BuildId by) implements OfBuild {}

  /// @param actor who cancelled it: it stays so until its template changes or a person asks. Empty:
  ///   no plan wants it any more
  record BuildCancelled(Instant at, BuildId build, String actor, String why) implements OfBuild {}

  /// A worker joined, or what it can do has changed. Figures that change all the time are not
  /// journaled.
  record WorkerJoined(
      Instant at,
      String worker,
      String session,
      Set<String> hosts,
      int slots,
      int jobsPerBuild,
      long memoryBytes,
      long diskBytesTotal,
      String location)
      implements OfWorker {}

  /// What a worker said last.
  record WorkerSeen(Instant at, WorkerStatus status) implements OfWorker {
    @Override
    public String worker() {
      return status.name();
    }

    @Override
    public boolean isJournaled() {
      return false;
    }
  }

  /// The farm knows this worker from its journal alone. Its lost-after time runs from here.
  record WorkerAwaited(Instant at, String worker) implements OfWorker {
    @Override
    public boolean isJournaled() {
      return false;
    }
  }

  record WorkerLost(Instant at, String worker, Instant lastSeen) implements OfWorker {}

  record WorkerDrained(Instant at, String worker, String actor, String reason)
      implements OfWorker {}

  record WorkerUndrained(Instant at, String worker, String actor, String reason)
      implements OfWorker {}

  /// What the farm makes of how a worker's attempts end. Only told when it changes.
  ///
  /// @param failedInARow package errors of its latest attempts, without a success between
  /// @param blame 2 for each build that failed there and succeeded on another worker, less 1 for
  ///   each success there
  /// @param suspected whether it gets one build at a time
  /// @param why one sentence
  record WorkerJudged(
      Instant at, String worker, int failedInARow, int blame, boolean suspected, String why)
      implements OfWorker {}

  /// What people arrange until further notice.
  sealed interface Arrangement extends Event {}

  /// Nothing of this starts until the hold is released.
  ///
  /// @param packageName empty: of all packages
  /// @param target [Target#ANY]: for all targets
  record BuildsHeld(Instant at, String packageName, Target target, String actor, String reason)
      implements Arrangement {}

  record HoldReleased(Instant at, String packageName, Target target, String actor, String reason)
      implements Arrangement {}

  /// Workers that say that they are there finish what they run and get nothing new.
  record LocationDrained(Instant at, String location, String actor, String reason)
      implements Arrangement {}

  record LocationUndrained(Instant at, String location, String actor, String reason)
      implements Arrangement {}

  /// A maintenance window: nothing runs there between the two, as far as the farm can see to it.
  ///
  /// @param worker empty: all workers
  /// @param location empty: wherever they are
  record WindowPlanned(
      Instant at,
      long window,
      String worker,
      String location,
      Instant from,
      Instant until,
      String actor,
      String reason)
      implements Arrangement {}

  record WindowCancelled(Instant at, long window, String actor, String reason)
      implements Arrangement {}

  /// It is over by itself.
  record WindowEnded(Instant at, long window) implements Arrangement {}

  /// A release was taken back for an architecture: these packages are in the stage again, and stay
  /// there until something newer replaces them or the rollback is ended.
  ///
  /// @param pkgvers of all rollbacks that have not ended
  record RolledBack(
      Instant at, String architecture, List<String> pkgvers, String actor, String reason)
      implements Arrangement {
    public RolledBack {
      pkgvers = List.copyOf(pkgvers);
    }
  }

  record RollbackEnded(Instant at, String architecture, String actor, String reason)
      implements Arrangement {}

  record FarmPaused(Instant at, String actor, String reason) implements Event {}

  record FarmResumed(Instant at, String actor, String reason) implements Event {}

  /// Somebody asked for something; what followed are the events after it.
  record ActionTaken(Instant at, String actor, String action, String reason) implements Event {}

  /// What builds of this package are expected to take from now on.
  ///
  /// @param worker who built it last and may have warm caches
  /// @param deviation by how much its durations differ from the expected one, on average
  record EstimateLearned(
      Instant at,
      PackageTarget what,
      Usage expected,
      int attempts,
      String worker,
      Duration deviation)
      implements Event {}
}
