package slipway.master.publish;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import slipway.master.journal.Journal;
import slipway.master.loop.FarmLoop;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.BuildView;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;

/// The builds whose packages wait to be staged, with the attempt that delivered them; 0 where only
/// the history knows it.
final class Deliveries {
  private final Map<Long, Long> attemptByBuild = new ConcurrentSkipListMap<>();

  private static List<BuildView> delivered(Farm farm) {
    return farm.count(BuildState.DELIVERED) == 0
        ? List.of()
        : farm.builds().stream().filter(build -> build.state() == BuildState.DELIVERED).toList();
  }

  /// Begins a term with what the farm knows.
  void reset(FarmLoop loop) {
    loop.query(Deliveries::delivered)
        .forEach(build -> attemptByBuild.putIfAbsent(build.build().value(), 0L));
  }

  void clear() {
    attemptByBuild.clear();
  }

  /// @return whether publishing has something to do because of it
  boolean take(Journal.Entry entry) {
    switch (entry.event()) {
      case Event.BuildDelivered delivered ->
          attemptByBuild.put(delivered.build().value(), delivered.attempt().value());
      case Event.BuildStaged staged -> attemptByBuild.remove(staged.build().value());
      case Event.BuildFailed failed -> attemptByBuild.remove(failed.build().value());
      case Event.BuildSuperseded superseded -> attemptByBuild.remove(superseded.build().value());
      case Event.BuildCancelled cancelled -> attemptByBuild.remove(cancelled.build().value());
      case Event.BuildDependencyFailed _ -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  void done(BuildId build) {
    attemptByBuild.remove(build.value());
  }

  Map<Long, Long> waiting() {
    return new TreeMap<>(attemptByBuild);
  }
}
