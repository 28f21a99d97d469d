package slipway.scheduler.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import slipway.scheduler.BuildState;
import slipway.scheduler.Event;
import slipway.scheduler.Lease;
import slipway.scheduler.Outcome;
import slipway.scheduler.Phase;
import slipway.scheduler.Reservation;
import slipway.scheduler.Texts;
import slipway.scheduler.Usage;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.ledger.Room;

/// What the farm makes of the end of an attempt. Every cause has its own limit, so nothing loops
/// for ever.
public final class Judge {
  private final Draft draft;

  public Judge(Draft draft) {
    this.draft = draft;
  }

  /// Ends an attempt that a worker holds, wanted or not.
  public void end(Lease lease, Outcome outcome, Usage usage) {
    var build = draft.build(lease.build());
    boolean wanted = build != null && build.state() == BuildState.BUILDING;
    if (build == null || !wanted) {
      emitEnd(lease, outcome, usage, "Nobody waited for it any more.");
      return;
    }
    var verdict = verdict(lease, build, outcome);
    var before = List.copyOf(build.ends());
    boolean overtaken = draft.isOvertaken(build);
    emitEnd(lease, outcome, usage, consequence(verdict, overtaken));
    switch (verdict) {
      case Verdict.Deliver _ -> {
        draft.emit(new Event.BuildDelivered(draft.now(), build.id(), lease.attempt()));
        new Learning(draft).learn(lease, usage);
      }
      case Verdict.Requeue _, Verdict.Fail _ when overtaken -> supersede(build);
      case Verdict.Requeue again -> requeue(build, again);
      case Verdict.Fail failed -> Consequences.failed(draft, build, failed.why());
    }
    new Health(draft).ended(lease, before, outcome);
  }

  private void requeue(Build build, Verdict.Requeue again) {
    draft.emit(
        new Event.BuildRequeued(
            draft.now(),
            build.id(),
            again.reservation(),
            again.pause().isZero() ? Instant.MIN : draft.now().plus(again.pause()),
            again.why()));
    var culprit = Consequences.culprit(draft, build.dependencies());
    if (culprit != null) {
      Consequences.dependencyFailed(draft, build, culprit);
    } else if (build.missing() > 0) {
      draft.emit(
          new Event.DependenciesChanged(
              draft.now(), build.id(), BuildState.BLOCKED, build.dependencies()));
    }
  }

  private void supersede(Build build) {
    var current = draft.current(build.what());
    if (current != null) {
      Consequences.superseded(draft, build, current.id());
    }
  }

  private void emitEnd(Lease lease, Outcome outcome, Usage usage, String consequence) {
    draft.emit(
        new Event.AttemptEnded(
            draft.now(),
            lease.attempt(),
            lease.build(),
            lease.worker(),
            outcome,
            usage,
            consequence));
  }

  private static String consequence(Verdict verdict, boolean overtaken) {
    return switch (verdict) {
      case Verdict.Deliver _ -> "Its packages go to the stage.";
      case Verdict.Requeue _, Verdict.Fail _ when overtaken -> "A newer version is wanted.";
      case Verdict.Requeue again -> again.why();
      case Verdict.Fail failed -> failed.why();
    };
  }

  private Verdict verdict(Lease lease, Build build, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> new Verdict.Deliver();
      case Outcome.PackageError error -> packageError(lease, build, error);
      case Outcome.NotBuildable(var message) ->
          new Verdict.Fail("The build tool says that it cannot be built here: " + message);
      case Outcome.FetchFailed(var message) ->
          again(
              build,
              draft.policy().retries().fetchPauses(),
              build.countEnds(Outcome.FetchFailed.class),
              "Could not fetch what it needs: " + message);
      case Outcome.WorkerError(var message) ->
          again(
              build,
              draft.policy().retries().workerErrorPauses(),
              build.countEnds(Outcome.WorkerError.class),
              "Worker " + lease.worker() + " could not do its part: " + message);
      case Outcome.OutOfSpace space -> outOfSpace(lease, build, space);
      case Outcome.OutOfMemory memory -> outOfMemory(lease, build, memory);
      case Outcome.TimedOut timeout -> timedOut(build, timeout);
      case Outcome.WorkerLost(var message) -> lost(lease, build, message);
      case Outcome.Cancelled(var message) -> stopped(lease, build, message);
    };
  }

  /// Final, unless the worker is suspected and another one may tell.
  private Verdict packageError(Lease lease, Build build, Outcome.PackageError error) {
    String what =
        "Failed in phase "
            + name(error.phase())
            + " with status "
            + error.exitStatus()
            + ": "
            + error.message();
    return Health.isDoubtful(draft, lease, build)
        ? new Verdict.Requeue(
            build.reservation(),
            Duration.ZERO,
            Texts.sentence(what) + " Worker " + lease.worker() + " is suspected: tried elsewhere.")
        : new Verdict.Fail(what);
  }

  private static String name(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static Verdict again(Build build, List<Duration> pauses, int countBefore, String what) {
    if (countBefore >= pauses.size()) {
      return new Verdict.Fail(
          Texts.sentence(what) + " Given up after " + (countBefore + 1) + " attempts.");
    }
    var pause = pauses.get(countBefore);
    return new Verdict.Requeue(
        build.reservation(),
        pause,
        Texts.sentence(what) + " Tried again after " + Texts.span(pause) + ".");
  }

  /// Not a failure of the package. Its next reservation is well above what it used and what was
  /// free; once it has had the roomiest disk nearly for itself, there is nothing more to try.
  private Verdict outOfSpace(Lease lease, Build build, Outcome.OutOfSpace outcome) {
    var roomiest = Room.of(draft, lease.what().target().host());
    long had = lease.reservation().diskBytes();
    long peak = Math.max(outcome.diskBytesPeak(), had);
    long wanted =
        new Reservation(Math.max(2 * peak, peak + outcome.diskBytesFree()), 0)
            .inSteps()
            .diskBytes();
    if (wanted > roomiest.nearlyAllDisk()) {
      if (had >= roomiest.nearlyAllDisk() || outcome.diskBytesPeak() > roomiest.diskBytes()) {
        return new Verdict.Fail(
            "Ran out of space on "
                + lease.worker()
                + " with "
                + Texts.bytes(had)
                + " reserved, and no worker for "
                + lease.what().target().host()
                + " has more: the roomiest is "
                + roomiest.diskWorker()
                + " with "
                + Texts.bytes(roomiest.diskBytes())
                + ". Give the farm a worker with a bigger disk and retry.");
      }
      wanted = roomiest.nearlyAllDisk();
    }
    return new Verdict.Requeue(
        new Reservation(wanted, build.reservation().memoryBytes()),
        Duration.ZERO,
        "Ran out of space on "
            + lease.worker()
            + " at "
            + Texts.bytes(outcome.diskBytesPeak())
            + ": reserves "
            + Texts.bytes(wanted)
            + " now, and builds of "
            + lease.what().name()
            + " do not share a disk until it is done.");
  }

  private Verdict outOfMemory(Lease lease, Build build, Outcome.OutOfMemory outcome) {
    var roomiest = Room.of(draft, lease.what().target().host());
    long had = lease.reservation().memoryBytes();
    long peak = Math.max(outcome.memoryBytesPeak(), had);
    long wanted = new Reservation(0, 2 * peak).inSteps().memoryBytes();
    if (wanted > roomiest.nearlyAllMemory()) {
      if (had >= roomiest.nearlyAllMemory() && lease.jobs() == 1) {
        return new Verdict.Fail(
            "Ran out of memory on "
                + lease.worker()
                + " with one job and "
                + Texts.bytes(had)
                + " reserved, and no worker for "
                + lease.what().target().host()
                + " has more: the roomiest is "
                + roomiest.memoryWorker()
                + " with "
                + Texts.bytes(roomiest.memoryBytes())
                + ". Give the farm a worker with more memory and retry.");
      }
      wanted = roomiest.nearlyAllMemory();
    }
    return new Verdict.Requeue(
        new Reservation(build.reservation().diskBytes(), wanted),
        Duration.ZERO,
        "Ran out of memory on "
            + lease.worker()
            + " at "
            + Texts.bytes(outcome.memoryBytesPeak())
            + ": reserves "
            + Texts.bytes(wanted)
            + " now and runs fewer jobs.");
  }

  private Verdict timedOut(Build build, Outcome.TimedOut outcome) {
    int before = build.countEnds(Outcome.TimedOut.class);
    String what =
        (outcome.silent() ? "Printed nothing for too long" : "Ran for too long")
            + " in phase "
            + name(outcome.phase())
            + ": "
            + outcome.message();
    if (before >= draft.policy().retries().timeoutsMost()) {
      return new Verdict.Fail(
          Texts.sentence(what) + " Given up after " + (before + 1) + " attempts.");
    }
    return new Verdict.Requeue(
        build.reservation(), Duration.ZERO, Texts.sentence(what) + " Tried once more.");
  }

  /// A build that takes its workers down with it is held instead of taking down one more.
  private Verdict lost(Lease lease, Build build, String message) {
    var workers = new HashSet<String>();
    workers.add(lease.worker());
    int count = 1;
    for (var end : build.ends()) {
      if (end.outcome() instanceof Outcome.WorkerLost) {
        workers.add(end.worker());
        count++;
      }
    }
    if (workers.size() >= draft.policy().retries().lostWorkersMost()
        || count >= draft.policy().retries().lostMost()) {
      return new Verdict.Fail(
          "Held: it was lost "
              + Texts.count(count, "time")
              + " on "
              + Texts.count(workers.size(), "worker")
              + ", last on "
              + lease.worker()
              + ". It may be what takes them down; retry it when you know better.");
    }
    return new Verdict.Requeue(
        build.reservation(),
        Duration.ZERO,
        "Lost with worker "
            + lease.worker()
            + ": "
            + Texts.sentence(message)
            + " Tried again elsewhere.");
  }

  private Verdict stopped(Lease lease, Build build, String message) {
    int before = build.countEnds(Outcome.Cancelled.class);
    String what = "Stopped by worker " + lease.worker() + ": " + message;
    if (before >= draft.policy().retries().stoppedMost()) {
      return new Verdict.Fail(
          Texts.sentence(what) + " Given up after " + (before + 1) + " attempts.");
    }
    return new Verdict.Requeue(
        build.reservation(), Duration.ZERO, Texts.sentence(what) + " Tried again.");
  }
}
