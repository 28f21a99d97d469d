package slipway.scheduler;

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

  record PushPlanned(Instant at, PushId push, Command.Push what, int queuedCount)
      implements Event {}

  /// @param state BLOCKED, READY or DEPENDENCY_FAILED
  /// @param dependencies the builds that it waits for
  /// @param push what called for it, or 0 when the farm looked by itself
  /// @param why one sentence when it is dependency-failed from the start, else empty
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
      String why)
      implements Event {}

  /// Its last missing dependency was staged.
  record BuildReady(Instant at, BuildId build) implements Event {}

  /// @param reclaimBytes free space that the worker must bring the build area to first; 0: as it is
  record AttemptStarted(
      Instant at,
      AttemptId attempt,
      BuildId build,
      String worker,
      Reservation reservation,
      int jobs,
      long reclaimBytes)
      implements Event {}

  /// @param consequence what the farm makes of it, as a sentence
  record AttemptEnded(
      Instant at,
      AttemptId attempt,
      BuildId build,
      String worker,
      Outcome outcome,
      Usage usage,
      String consequence)
      implements Event {}

  /// Waits for a worker again, in its place in the dependency order.
  ///
  /// @param notBefore when it may start at the earliest
  record BuildRequeued(
      Instant at, BuildId build, Reservation reservation, Instant notBefore, String why)
      implements Event {}

  record BuildDelivered(Instant at, BuildId build, AttemptId attempt) implements Event {}

  record BuildStaged(Instant at, BuildId build) implements Event {}

  record BuildReleased(Instant at, BuildId build) implements Event {}

  record BuildFailed(Instant at, BuildId build, String why) implements Event {}

  /// @param because the failed build that it needs, directly or not
  record BuildDependencyFailed(Instant at, BuildId build, BuildId because, String why)
      implements Event {}

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
      implements Event {}

  /// @param lane the lane that it is in from now on
  record BuildMoved(Instant at, BuildId build, Lane lane, String why) implements Event {}

  record BuildSuperseded(Instant at, BuildId build, BuildId by) implements Event {}

  record BuildCancelled(Instant at, BuildId build, String why) implements Event {}

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
      implements Event {}

  record WorkerLost(Instant at, String worker, Instant lastSeen) implements Event {}

  record WorkerDrained(Instant at, String worker, String actor, String reason) implements Event {}

  record WorkerUndrained(Instant at, String worker, String actor, String reason) implements Event {}

  record FarmPaused(Instant at, String actor, String reason) implements Event {}

  record FarmResumed(Instant at, String actor, String reason) implements Event {}

  /// Somebody asked for something; what followed are the events after it.
  record ActionTaken(Instant at, String actor, String action, String reason) implements Event {}

  /// What builds of this package are expected to take from now on.
  record EstimateLearned(Instant at, PackageTarget what, Usage expected, int attempts)
      implements Event {}
}
