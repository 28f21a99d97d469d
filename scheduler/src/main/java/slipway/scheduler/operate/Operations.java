package slipway.scheduler.operate;

import java.util.List;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Refused;
import slipway.scheduler.judge.Consequences;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;

/// What people and the publisher ask for, build by build.
public final class Operations {
  private final Draft draft;

  public Operations(Draft draft) {
    this.draft = draft;
  }

  public void retry(Command.Retry retry) throws Refused {
    var build = find(retry.build());
    switch (build.state()) {
      case FAILED, CANCELLED, DEPENDENCY_FAILED -> refuseIfHopeless(build);
      case BLOCKED, READY, BUILDING -> throw notNow(build, "is on its way already");
      case DELIVERED, STAGED, RELEASED ->
          throw notNow(build, "succeeded. To build it again all the same, force it");
      case SUPERSEDED -> throw notNow(build, "was superseded by build " + build.other());
    }
    if (draft.isOvertaken(build)) {
      throw notNow(build, "is not the newest of its package any more");
    }
    draft.emit(new Event.ActionTaken(draft.now(), retry.actor(), "retry " + build, retry.reason()));
    Consequences.revive(draft, build, build.lane(), "Retried by " + retry.actor() + ".");
  }

  private void refuseIfHopeless(Build build) throws Refused {
    var culprit = Consequences.culprit(draft, build.dependencies());
    if (culprit != null) {
      throw notNow(build, "needs " + culprit + ", which will not come by itself. Retry that one");
    }
    if (build.state() == BuildState.DEPENDENCY_FAILED && build.dependencies().isEmpty()) {
      throw notNow(build, "cannot be built as the tree is. " + build.why() + " Mend the tree");
    }
  }

  public void cancel(Command.Cancel cancel) throws Refused {
    var build = find(cancel.build());
    switch (build.state()) {
      case BLOCKED, READY, BUILDING, FAILED, DEPENDENCY_FAILED -> {}
      case DELIVERED, STAGED, RELEASED -> throw notNow(build, "is done; there is nothing to stop");
      case SUPERSEDED -> throw notNow(build, "was superseded by build " + build.other());
      case CANCELLED -> throw notNow(build, "is cancelled already");
    }
    draft.emit(
        new Event.ActionTaken(draft.now(), cancel.actor(), "cancel " + build, cancel.reason()));
    String why =
        "Cancelled by "
            + cancel.actor()
            + (cancel.reason().isEmpty() ? "." : ": " + cancel.reason());
    var current = draft.current(build.what());
    if (current != null && draft.isOvertaken(build)) {
      Consequences.superseded(draft, build, current.id()); // the newer one waits for it to end
      return;
    }
    Consequences.cancelled(draft, build, cancel.actor(), why);
  }

  public void drain(Command.Drain drain) throws Refused {
    if (draft.worker(drain.worker()) == null) {
      throw new Refused(
          Refused.Reason.NOT_FOUND, "There is no worker " + drain.worker() + " in this farm.");
    }
    var now = draft.now();
    String action = (drain.undo() ? "undrain " : "drain ") + drain.worker();
    draft.emit(new Event.ActionTaken(now, drain.actor(), action, drain.reason()));
    draft.emit(
        drain.undo()
            ? new Event.WorkerUndrained(now, drain.worker(), drain.actor(), drain.reason())
            : new Event.WorkerDrained(now, drain.worker(), drain.actor(), drain.reason()));
  }

  public void pause(Command.Pause pause) {
    var now = draft.now();
    String action = pause.undo() ? "resume the farm" : "pause the farm";
    draft.emit(new Event.ActionTaken(now, pause.actor(), action, pause.reason()));
    draft.emit(
        pause.undo()
            ? new Event.FarmResumed(now, pause.actor(), pause.reason())
            : new Event.FarmPaused(now, pause.actor(), pause.reason()));
  }

  /// Telling it twice, or too late, changes nothing.
  public void staged(BuildId id, boolean unchanged) throws Refused {
    var build = findOrForgotten(id);
    for (var one : build) {
      switch (one.state()) {
        case DELIVERED -> Consequences.staged(draft, one, unchanged);
        case BLOCKED, READY, BUILDING ->
            throw notNow(one, "has delivered nothing that could be staged");
        case STAGED, RELEASED, FAILED, DEPENDENCY_FAILED, SUPERSEDED, CANCELLED -> {}
      }
    }
  }

  public void stagingRefused(BuildId id, String message) throws Refused {
    for (var build : findOrForgotten(id)) {
      switch (build.state()) {
        case DELIVERED -> {
          var current = draft.current(build.what());
          if (current != null && draft.isOvertaken(build)) {
            Consequences.superseded(draft, build, current.id());
          } else {
            Consequences.failed(draft, build, "The publisher refused its packages: " + message);
          }
        }
        case BLOCKED, READY, BUILDING ->
            throw notNow(build, "has delivered nothing that could be refused");
        case STAGED, RELEASED, FAILED, DEPENDENCY_FAILED, SUPERSEDED, CANCELLED -> {}
      }
    }
  }

  public void released(List<BuildId> ids) throws Refused {
    for (var id : ids) {
      for (var build : findOrForgotten(id)) {
        switch (build.state()) {
          case DELIVERED -> {
            Consequences.staged(draft, build, false);
            draft.emit(new Event.BuildReleased(draft.now(), id));
          }
          case STAGED -> draft.emit(new Event.BuildReleased(draft.now(), id));
          case BLOCKED, READY, BUILDING ->
              throw notNow(build, "has delivered nothing that could be released");
          case RELEASED, FAILED, DEPENDENCY_FAILED, SUPERSEDED, CANCELLED -> {}
        }
      }
    }
  }

  private Build find(BuildId id) throws Refused {
    for (var build : findOrForgotten(id)) {
      return build;
    }
    throw new Refused(
        Refused.Reason.NOT_NOW,
        "Build " + id + " ended long ago. Force its package if it is to be built again.");
  }

  /// The build, or none if it has ended long ago.
  private List<Build> findOrForgotten(BuildId id) throws Refused {
    var build = draft.build(id);
    if (build != null) {
      return List.of(build);
    }
    if (id.value() > draft.base().lastBuild()) {
      throw new Refused(Refused.Reason.NOT_FOUND, "There is no build " + id + ".");
    }
    return List.of();
  }

  private static Refused notNow(Build build, String why) {
    return new Refused(Refused.Reason.NOT_NOW, build + " " + why + ".");
  }
}
