package slipway.scheduler.operate;

import java.util.List;
import java.util.Locale;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.Refused;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.plan.Moves;

/// Raises and lowers what waits: one build, those of a push, or all of a lane.
public final class Moving {
  private final Draft draft;

  public Moving(Draft draft) {
    this.draft = draft;
  }

  /// O(builds at hand) for a push or a lane.
  public void move(Command.Move move) throws Refused {
    if (move.what() instanceof Command.Selection.OfLane && move.lane() == null) {
      throw new Refused(
          Refused.Reason.INVALID, "Say which lane the builds of that lane are to be moved to.");
    }
    var chosen = chosen(move.what());
    draft.emit(new Event.ActionTaken(draft.now(), move.actor(), describe(move), move.reason()));
    int place =
        switch (move.place()) {
          case FIRST -> -1;
          case IN_ORDER -> 0;
          case LAST -> 1;
        };
    for (var id : chosen) {
      var build = draft.build(id);
      if (build != null) {
        var lane = move.lane() == null ? build.lane() : move.lane();
        Moves.move(draft, build, lane, place, move.actor());
        Moves.raiseDependencies(draft, build, lane, place, move.actor());
      }
    }
  }

  private List<BuildId> chosen(Command.Selection what) throws Refused {
    switch (what) {
      case Command.Selection.One(var id) -> {
        var build = draft.build(id);
        if (build == null) {
          throw new Refused(
              Refused.Reason.NOT_FOUND, "There is no build " + id + " that waits or runs.");
        }
        if (!mayMove(build)) {
          throw new Refused(
              Refused.Reason.NOT_NOW,
              build + " waits for no worker any more, so it has no place in the queue.");
        }
        return List.of(id);
      }
      case Command.Selection.OfPush(var push) -> {
        var builds =
            draft.base().allBuilds().stream()
                .filter(build -> build.asked().push() == push.value() && mayMove(build))
                .map(Build::id)
                .toList();
        return checked(builds, "No build of push " + push.value() + " waits.");
      }
      case Command.Selection.OfLane(var lane) -> {
        var builds =
            draft.base().allBuilds().stream()
                .filter(build -> build.lane() == lane && mayMove(build))
                .map(Build::id)
                .toList();
        return checked(builds, "Nothing waits in the lane " + name(lane) + ".");
      }
    }
  }

  private static List<BuildId> checked(List<BuildId> builds, String otherwise) throws Refused {
    if (builds.isEmpty()) {
      throw new Refused(Refused.Reason.NOT_NOW, otherwise);
    }
    return builds;
  }

  /// A running build may have to wait again.
  private static boolean mayMove(Build build) {
    return build.isWaiting() || build.state() == BuildState.BUILDING;
  }

  private String describe(Command.Move move) {
    String what =
        switch (move.what()) {
          case Command.Selection.One(var id) -> String.valueOf(draft.build(id));
          case Command.Selection.OfPush(var push) -> "push " + push.value();
          case Command.Selection.OfLane(var lane) -> "all of the lane " + name(lane);
        };
    String where = move.lane() == null ? "" : " to the lane " + name(move.lane());
    return "move "
        + what
        + where
        + switch (move.place()) {
          case FIRST -> ", before all others";
          case IN_ORDER -> "";
          case LAST -> ", behind all others";
        };
  }

  private static String name(Lane lane) {
    return lane.name().toLowerCase(Locale.ROOT);
  }
}
