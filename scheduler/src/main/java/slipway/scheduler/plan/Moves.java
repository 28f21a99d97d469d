package slipway.scheduler.plan;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;

/// Puts builds elsewhere in the queue, and what they wait for with them.
public final class Moves {
  private Moves() {}

  /// @param place within the lane, as in [Event.BuildMoved]
  public static void move(Draft draft, Build build, Lane lane, int place, String because) {
    if (build.lane() != lane || build.place() != place) {
      String where = place == 0 ? "" : place < 0 ? ", before all others" : ", behind all others";
      draft.emit(
          new Event.BuildMoved(
              draft.now(),
              build.id(),
              lane,
              place,
              "Moved to the lane "
                  + lane.name().toLowerCase(Locale.ROOT)
                  + where
                  + " by "
                  + because
                  + "."));
    }
  }

  /// What it waits for, directly or not, does not stand behind it. O(those).
  public static void raiseDependencies(
      Draft draft, Build build, Lane lane, int place, String because) {
    var open = new ArrayDeque<Build>(List.of(build));
    while (!open.isEmpty()) {
      for (var id : open.remove().dependencies()) {
        var dependency = draft.build(id);
        if (dependency == null || !dependency.isWaiting()) {
          continue;
        }
        int byLane = lane.compareTo(dependency.lane());
        if (byLane < 0 || (byLane == 0 && place < dependency.place())) {
          move(
              draft,
              dependency,
              lane,
              byLane < 0 ? place : Math.min(place, dependency.place()),
              because);
          var moved = draft.build(id);
          if (moved != null) {
            open.add(moved);
          }
        }
      }
    }
  }
}
