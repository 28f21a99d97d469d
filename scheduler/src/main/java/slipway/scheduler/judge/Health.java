package slipway.scheduler.judge;

import java.util.HashSet;
import java.util.List;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.Lease;
import slipway.scheduler.Outcome;
import slipway.scheduler.Texts;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.ledger.WorkerRow;
import slipway.scheduler.place.Obstacles;

/// Notices workers on which attempts fail that succeed elsewhere.
///
/// Such a worker is suspected and gets one build at a time; a package that fails there is tried
/// elsewhere before it counts as failed. If more of them succeed elsewhere it is drained, as long
/// as others can do its work.
final class Health {
  private final Draft draft;

  Health(Draft draft) {
    this.draft = draft;
  }

  /// After the end of an attempt that its build waited for.
  void ended(Lease lease, List<Event.AttemptEnded> before, Outcome outcome) {
    switch (outcome) {
      case Outcome.Succeeded _ -> succeeded(lease, before);
      case Outcome.PackageError _ -> failed(lease, before);
      case Outcome.FetchFailed _,
          Outcome.OutOfSpace _,
          Outcome.OutOfMemory _,
          Outcome.TimedOut _,
          Outcome.WorkerError _,
          Outcome.WorkerLost _,
          Outcome.NotBuildable _,
          Outcome.Cancelled _ -> {}
    }
  }

  private void succeeded(Lease lease, List<Event.AttemptEnded> before) {
    var accused = new HashSet<String>();
    for (var end : before) {
      if (isBlamed(end.outcome())
          && !end.worker().equals(lease.worker())
          && accused.add(end.worker())) {
        accuse(end.worker(), lease);
      }
    }
    var worker = draft.worker(lease.worker());
    if (worker != null && worker.judged() != null) {
      int blame = Math.max(0, worker.judged().blame() - 1);
      judge(worker, 0, blame, "A build has succeeded here.");
    }
  }

  private static boolean isBlamed(Outcome outcome) {
    return switch (outcome) {
      case Outcome.PackageError _,
          Outcome.FetchFailed _,
          Outcome.TimedOut _,
          Outcome.WorkerError _ ->
          true;
      case Outcome.Succeeded _,
          Outcome.OutOfSpace _,
          Outcome.OutOfMemory _,
          Outcome.WorkerLost _,
          Outcome.NotBuildable _,
          Outcome.Cancelled _ ->
          false;
    };
  }

  private void accuse(String name, Lease success) {
    var worker = draft.worker(name);
    if (worker == null) {
      return;
    }
    var judged = worker.judged();
    int failedInARow = judged == null ? 0 : judged.failedInARow();
    int blame = (judged == null ? 0 : judged.blame()) + 2;
    String why =
        success.what().name()
            + " for "
            + success.what().target()
            + " failed here and has succeeded on "
            + success.worker()
            + ".";
    judge(worker, failedInARow, blame, why);
    if (blame >= draft.policy().health().drainAt()
        && worker.drained() == null
        && othersCanDoItsWork(worker)) {
      draft.emit(
          new Event.WorkerDrained(
              draft.now(),
              name,
              Farm.SELF,
              "Builds fail here that succeed elsewhere, last "
                  + success.what().name()
                  + " on "
                  + success.worker()
                  + ". Look at this worker, then undrain it."));
    }
  }

  private boolean othersCanDoItsWork(WorkerRow suspect) {
    var left = new HashSet<>(suspect.hosts());
    for (var worker : draft.workers()) {
      if (!worker.name().equals(suspect.name())
          && !worker.isLost()
          && worker.drained() == null
          && !worker.isSuspected()) {
        left.removeAll(worker.hosts());
      }
    }
    return left.isEmpty();
  }

  /// A package that fails on another worker too fails for itself.
  private void failed(Lease lease, List<Event.AttemptEnded> before) {
    boolean elsewhereToo = false;
    for (var end : before) {
      var other = draft.worker(end.worker());
      if (end.outcome() instanceof Outcome.PackageError && !end.worker().equals(lease.worker())) {
        elsewhereToo = true;
        if (other != null && other.judged() != null) {
          judge(other, 0, other.judged().blame(), "What failed here fails elsewhere too.");
        }
      }
    }
    var worker = draft.worker(lease.worker());
    if (worker != null && !elsewhereToo) {
      var judged = worker.judged();
      int failedInARow = (judged == null ? 0 : judged.failedInARow()) + 1;
      judge(
          worker,
          failedInARow,
          judged == null ? 0 : judged.blame(),
          "Its last " + Texts.count(failedInARow, "attempt") + " failed.");
    }
  }

  private void judge(WorkerRow worker, int failedInARow, int blame, String why) {
    var limits = draft.policy().health();
    boolean suspected = blame >= limits.suspectAt() || failedInARow >= limits.failedInARowMost();
    var before = worker.judged();
    boolean same =
        before == null
            ? failedInARow == 0 && blame == 0
            : before.failedInARow() == failedInARow && before.blame() == blame;
    if (!same) {
      draft.emit(
          new Event.WorkerJudged(draft.now(), worker.name(), failedInARow, blame, suspected, why));
    }
  }

  /// Whether a package error there may be the worker's fault, and another worker has not said the
  /// same.
  static boolean isDoubtful(Draft draft, Lease lease, Build build) {
    var worker = draft.worker(lease.worker());
    return worker != null
        && worker.isSuspected()
        && build.ends().stream().noneMatch(end -> end.outcome() instanceof Outcome.PackageError)
        && Obstacles.anotherMayTakeIt(draft, worker, build, draft.now());
  }
}
