package slipway.scheduler.operate;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Texts;
import slipway.scheduler.ledger.Draft;

/// What people arrange until further notice, and what they take back.
public final class Standing {
  /// Bounds what is asked for each placement.
  private static final int ARRANGEMENTS_MAX = 200;

  private static final Duration AHEAD_MOST = Duration.ofDays(366);

  private final Draft draft;

  public Standing(Draft draft) {
    this.draft = draft;
  }

  public void hold(Command.Hold hold) throws Refused {
    if (hold.packageName().isEmpty() && hold.target().equals(Target.ANY)) {
      throw new Refused(
          Refused.Reason.INVALID,
          "Name a package, a target, or both. To hold everything, pause the farm.");
    }
    String what =
        (hold.packageName().isEmpty() ? "all packages" : hold.packageName())
            + (hold.target().equals(Target.ANY) ? "" : " for " + hold.target());
    boolean isHeld = draft.arrangements().hold(hold.packageName(), hold.target()) != null;
    if (hold.undo() && !isHeld) {
      throw new Refused(
          Refused.Reason.NOT_NOW,
          "Nobody holds exactly " + what + ". The queue lists the holds that there are.");
    }
    checkCount(draft.arrangements().holds().size() + (hold.undo() || isHeld ? 0 : 1), "holds");
    act(hold.actor(), (hold.undo() ? "release " : "hold ") + what, hold.reason());
    draft.emit(
        hold.undo()
            ? new Event.HoldReleased(
                draft.now(), hold.packageName(), hold.target(), hold.actor(), hold.reason())
            : new Event.BuildsHeld(
                draft.now(), hold.packageName(), hold.target(), hold.actor(), hold.reason()));
  }

  public void drain(Command.DrainLocation drain) throws Refused {
    String location = drain.location();
    boolean isDrained = draft.arrangements().drain(location) != null;
    boolean isThere =
        draft.workers().stream().anyMatch(row -> row.facts().location().equals(location));
    if (location.isEmpty() || (!isDrained && !isThere)) {
      throw new Refused(
          Refused.Reason.NOT_FOUND, "No worker of this farm is at \"" + location + "\".");
    }
    if (drain.undo() && !isDrained) {
      throw new Refused(Refused.Reason.NOT_NOW, "Location " + location + " is not drained.");
    }
    checkCount(draft.arrangements().drains().size() + 1, "drained locations");
    act(
        drain.actor(),
        (drain.undo() ? "undrain location " : "drain location ") + location,
        drain.reason());
    draft.emit(
        drain.undo()
            ? new Event.LocationUndrained(draft.now(), location, drain.actor(), drain.reason())
            : new Event.LocationDrained(draft.now(), location, drain.actor(), drain.reason()));
  }

  public void plan(Command.PlanWindow window) throws Refused {
    var now = draft.now();
    if (!window.from().isBefore(window.until())) {
      throw new Refused(Refused.Reason.INVALID, "A window must end after it begins.");
    }
    if (!window.until().isAfter(now) || window.until().isAfter(now.plus(AHEAD_MOST))) {
      throw new Refused(
          Refused.Reason.INVALID, "A window must end within a year from now, and not in the past.");
    }
    checkPlace(window);
    checkCount(draft.arrangements().windows().size() + 1, "maintenance windows");
    long number = draft.nextWindow();
    act(
        window.actor(),
        "plan maintenance window "
            + number
            + " for "
            + place(window.worker(), window.location())
            + " from "
            + Texts.moment(window.from())
            + " to "
            + Texts.moment(window.until()),
        window.reason());
    draft.emit(
        new Event.WindowPlanned(
            now,
            number,
            window.worker(),
            window.location(),
            window.from(),
            window.until(),
            window.actor(),
            window.reason()));
  }

  private void checkPlace(Command.PlanWindow window) throws Refused {
    boolean isThere =
        draft.workers().stream()
            .anyMatch(row ->
                (window.worker().isEmpty() || row.name().equals(window.worker()))
                    && (window.location().isEmpty()
                        || row.facts().location().equals(window.location())));
    boolean isNamed = !window.worker().isEmpty() || !window.location().isEmpty();
    if (isNamed && !isThere) {
      throw new Refused(
          Refused.Reason.NOT_FOUND,
          "This farm has no " + place(window.worker(), window.location()) + ".");
    }
  }

  private static String place(String worker, String location) {
    if (worker.isEmpty() && location.isEmpty()) {
      return "the whole farm";
    }
    return (worker.isEmpty() ? "worker" : "worker " + worker)
        + (location.isEmpty() ? "" : " at " + location);
  }

  public void cancel(Command.CancelWindow cancel) throws Refused {
    var window = draft.arrangements().window(cancel.window());
    if (window == null) {
      throw new Refused(
          Refused.Reason.NOT_FOUND,
          "There is no maintenance window " + cancel.window() + " any more.");
    }
    act(cancel.actor(), "cancel maintenance window " + cancel.window(), cancel.reason());
    draft.emit(
        new Event.WindowCancelled(draft.now(), cancel.window(), cancel.actor(), cancel.reason()));
  }

  public void rollBack(Command.RollBack rollback) {
    var before = draft.arrangements().rollback(rollback.architecture());
    var pkgvers = new TreeSet<>(rollback.pkgvers());
    if (before != null) {
      pkgvers.addAll(before.pkgvers());
    }
    act(rollback.actor(), "roll back " + rollback.architecture(), rollback.reason());
    draft.emit(
        new Event.RolledBack(
            draft.now(),
            rollback.architecture(),
            List.copyOf(pkgvers),
            rollback.actor(),
            rollback.reason()));
  }

  public void endRollback(Command.EndRollback end) throws Refused {
    if (draft.arrangements().rollback(end.architecture()) == null) {
      throw new Refused(
          Refused.Reason.NOT_NOW, "Nothing is rolled back for " + end.architecture() + ".");
    }
    act(end.actor(), "end the rollback of " + end.architecture(), end.reason());
    draft.emit(new Event.RollbackEnded(draft.now(), end.architecture(), end.actor(), end.reason()));
  }

  private static void checkCount(int count, String what) throws Refused {
    if (count > ARRANGEMENTS_MAX) {
      throw new Refused(
          Refused.Reason.NOT_NOW,
          "There are " + ARRANGEMENTS_MAX + " " + what + " already. Take one back first.");
    }
  }

  private void act(String actor, String action, String reason) {
    draft.emit(new Event.ActionTaken(draft.now(), actor, action, reason));
  }
}
