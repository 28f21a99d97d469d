package slipway.master.history;

import static slipway.scheduler.Event.*;

import java.time.Duration;
import java.util.Locale;
import slipway.master.wire.Outcomes;
import slipway.scheduler.Event;
import slipway.scheduler.Outcome;

/// One line for people about each event. What it happened to is said elsewhere.
final class EventText {
  private EventText() {}

  static String of(Event event) {
    return switch (event) {
      case PushPlanned e ->
          "push %s by %s: %d builds queued"
              .formatted(shortCommit(e.what().newCommit()), e.what().who(), e.queuedCount());
      case BuildQueued e -> queued(e);
      case IdsUsed _ -> "ids used";
      case BuildReady _ -> "ready: all that it needs is staged";
      case DependenciesChanged e ->
          "waits for %d builds now, as a plan has it".formatted(e.dependencies().size());
      case BuildRanked _ -> "ranked anew";
      case AttemptStarted e -> started(e);
      case AttemptEnded e -> ended(e);
      case BuildRequeued e -> "waits for a worker again: " + e.why();
      case BuildDelivered _ -> "delivered: its packages are with the master";
      case RebuildNeeded e -> "is built after all: " + e.why();
      case BuildStaged e when e.unchanged() -> "staged, and nothing has changed: " + e.why();
      case BuildStaged _ -> "staged: its packages are in the repository's stage, signed";
      case BuildReleased _ -> "released";
      case BuildFailed e -> "failed: " + e.why();
      case BuildDependencyFailed e -> "dependency failed: " + e.why();
      case BuildRevived e -> "waits again: " + e.why();
      case BuildMoved e -> "moved to the lane %s: %s".formatted(lower(e.lane()), e.why());
      case BuildReserved e -> "reserves more or less: " + e.why();
      case BuildSuperseded e -> "superseded by build " + e.by();
      case BuildCancelled e -> "cancelled: " + e.why();
      case WorkerJoined e -> "worker %s joined with %d slots".formatted(e.worker(), e.slots());
      case WorkerSeen e -> "worker %s reported".formatted(e.worker());
      case WorkerAwaited e -> "worker %s is awaited".formatted(e.worker());
      case WorkerLost e -> "worker %s lost: no word since %s".formatted(e.worker(), e.lastSeen());
      case WorkerDrained e ->
          "worker %s drained by %s%s".formatted(e.worker(), e.actor(), because(e.reason()));
      case WorkerUndrained e -> "worker %s takes builds again".formatted(e.worker());
      case WorkerJudged e ->
          "worker %s %s: %s"
              .formatted(e.worker(), e.suspected() ? "is suspected" : "is watched", e.why());
      case BuildsHeld e -> "held by %s%s".formatted(e.actor(), because(e.reason()));
      case HoldReleased e -> "hold released by %s%s".formatted(e.actor(), because(e.reason()));
      case LocationDrained e ->
          "location %s drained by %s%s".formatted(e.location(), e.actor(), because(e.reason()));
      case LocationUndrained e -> "location %s takes builds again".formatted(e.location());
      case WindowPlanned e ->
          "maintenance window %d planned from %s to %s%s"
              .formatted(e.window(), e.from(), e.until(), because(e.reason()));
      case WindowCancelled e -> "maintenance window %d cancelled".formatted(e.window());
      case WindowEnded e -> "maintenance window %d has ended".formatted(e.window());
      case RolledBack e ->
          "%s rolled back by %s%s: %s waits in the stage"
              .formatted(
                  e.architecture(),
                  e.actor(),
                  because(e.reason()),
                  e.pkgvers().isEmpty() ? "nothing" : String.join(", ", e.pkgvers()));
      case RollbackEnded e ->
          "rollback of %s ended by %s%s"
              .formatted(e.architecture(), e.actor(), because(e.reason()));
      case FarmPaused e -> "farm paused by %s%s".formatted(e.actor(), because(e.reason()));
      case FarmResumed e -> "farm resumed by " + e.actor();
      case ActionTaken e -> "%s: %s%s".formatted(e.actor(), e.action(), because(e.reason()));
      case EstimateLearned e ->
          "expected duration of %s: %s".formatted(e.what(), span(e.expected().duration()));
    };
  }

  private static String queued(BuildQueued e) {
    return switch (e.state()) {
      case BLOCKED ->
          "queued: waits for %d builds%s"
              .formatted(
                  e.dependencies().size(),
                  e.follows() ? ", and is only built if one of them comes out otherwise" : "");
      case DEPENDENCY_FAILED -> "dependency failed: " + e.why();
      default -> "queued";
    };
  }

  private static String started(AttemptStarted e) {
    return "attempt "
        + e.attempt()
        + " started on "
        + e.worker()
        + ", reserving "
        + bytes(e.reservation().diskBytes())
        + " of disk and "
        + bytes(e.reservation().memoryBytes())
        + " of memory"
        + (e.reclaimBytes() > 0 ? ", after reclaiming up to " + bytes(e.reclaimBytes()) : "");
  }

  private static String ended(AttemptEnded e) {
    String how =
        e.outcome() instanceof Outcome.Succeeded
            ? "succeeded"
            : sentence(e.outcome()) + (e.consequence().isEmpty() ? "" : "; " + e.consequence());
    return "attempt "
        + e.attempt()
        + " on "
        + e.worker()
        + ": "
        + how
        + " after "
        + span(e.usage().duration());
  }

  private static String sentence(Outcome outcome) {
    String message = Outcomes.message(outcome);
    String kind = outcome.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    return kind.toLowerCase(Locale.ROOT) + (message.isEmpty() ? "" : ": " + message);
  }

  static String bytes(long bytes) {
    if (bytes < 1L << 20) {
      return (bytes >> 10) + " KiB";
    }
    return bytes < 10L << 30 ? (bytes >> 20) + " MiB" : (bytes >> 30) + " GiB";
  }

  static String span(Duration span) {
    if (span.toSeconds() < 60) {
      return span.toSeconds() + "." + span.toMillisPart() / 100 + " s";
    }
    return span.toHours() > 0
        ? span.toHours() + " h " + span.toMinutesPart() + " min"
        : span.toMinutes() + " min " + span.toSecondsPart() + " s";
  }

  private static String because(String reason) {
    return reason.isEmpty() ? "" : " (" + reason + ")";
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static String shortCommit(String commit) {
    return commit.length() > 10 ? commit.substring(0, 10) : commit;
  }
}
