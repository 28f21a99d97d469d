package slipway.scheduler.operate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.AttemptId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Lease;
import slipway.scheduler.Outcome;
import slipway.scheduler.Refused;
import slipway.scheduler.Texts;
import slipway.scheduler.Usage;
import slipway.scheduler.WorkerStatus;
import slipway.scheduler.judge.Judge;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.ledger.WorkerRow;

/// Takes in what workers say, and notices when they say nothing.
public final class Workers {
  private final Draft draft;

  public Workers(Draft draft) {
    this.draft = draft;
  }

  public void report(WorkerStatus status) throws Refused {
    if (status.slots() < 0 || status.hosts().isEmpty()) {
      throw new Refused(
          Refused.Reason.INVALID,
          "Worker " + status.name() + " names no host architecture or a negative count of slots.");
    }
    var before = draft.worker(status.name());
    var held = before == null ? List.<Lease>of() : List.copyOf(before.leases());
    if (before == null || before.isLost() || !sayTheSame(before.facts(), status)) {
      draft.emit(
          new Event.WorkerJoined(
              draft.now(),
              status.name(),
              status.session(),
              status.hosts(),
              status.slots(),
              status.jobsPerBuild(),
              status.memoryBytes(),
              status.diskBytesTotal(),
              status.location()));
    }
    draft.emit(new Event.WorkerSeen(draft.now(), status));
    if (before != null) {
      endMissing(before, held, status);
    }
  }

  private static boolean sayTheSame(Event.WorkerJoined facts, WorkerStatus status) {
    return facts.session().equals(status.session())
        && facts.hosts().equals(status.hosts())
        && facts.slots() == status.slots()
        && facts.jobsPerBuild() == status.jobsPerBuild()
        && facts.memoryBytes() == status.memoryBytes()
        && facts.diskBytesTotal() == status.diskBytesTotal()
        && facts.location().equals(status.location());
  }

  /// An attempt that the worker once had and does not report any more is lost. One that it never
  /// reported is still on its way to it, unless nobody wants it any more.
  private void endMissing(WorkerRow before, List<Lease> held, WorkerStatus status) {
    var reported = new TreeSet<AttemptId>();
    status.attempts().forEach(running -> reported.add(running.attempt()));
    for (var lease : held) {
      if (reported.contains(lease.attempt())) {
        continue;
      }
      if (before.hasTakenUp(lease.attempt())) {
        String message = status.name() + " came back without the attempt.";
        new Judge(draft).end(lease, new Outcome.WorkerLost(message), Usage.NONE);
      } else if (!isWanted(lease)) {
        String message = "Cancelled before it began.";
        new Judge(draft).end(lease, new Outcome.Cancelled(message), Usage.NONE);
      }
    }
  }

  private boolean isWanted(Lease lease) {
    var build = draft.build(lease.build());
    return build != null && build.state() == BuildState.BUILDING;
  }

  public void end(Command.AttemptEnded ended) {
    var worker = draft.worker(ended.worker());
    var lease = worker == null ? null : worker.leaseOf(ended.attempt());
    if (lease != null) {
      new Judge(draft).end(lease, ended.outcome(), ended.usage());
    }
    // Otherwise the result comes too late: the orders say that it is settled.
  }

  /// Time has passed.
  public void expire() {
    for (var window : List.copyOf(draft.arrangements().windows())) {
      if (!window.until().isAfter(draft.now())) {
        draft.emit(new Event.WindowEnded(draft.now(), window.window()));
      }
    }
    for (var worker : List.copyOf(draft.workers())) {
      if (worker.isLost()) {
        continue;
      }
      var seen = worker.lastSeen();
      if (seen == null) {
        draft.emit(new Event.WorkerAwaited(draft.now(), worker.name()));
      } else if (isOver(seen)) {
        lose(worker, seen);
      }
    }
  }

  private boolean isOver(Instant seen) {
    return !seen.plus(draft.policy().lostAfter()).isAfter(draft.now());
  }

  private void lose(WorkerRow worker, Instant seen) {
    var held = List.copyOf(worker.leases());
    draft.emit(new Event.WorkerLost(draft.now(), worker.name(), seen));
    String message = "no word for " + Texts.span(Duration.between(seen, draft.now())) + ".";
    for (var lease : held) {
      new Judge(draft).end(lease, new Outcome.WorkerLost(message), Usage.NONE);
    }
  }

  /// When the farm should look again, or null.
  public static @Nullable Instant nextLoss(WorkerRow worker, Duration lostAfter) {
    if (worker.isLost()) {
      return null;
    }
    var seen = worker.lastSeen();
    return seen == null ? Instant.EPOCH : seen.plus(lostAfter);
  }
}
