package slipway.master.publish;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import slipway.master.loop.FarmLoop;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.BuildView;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;

/// The builds that are staged and not released, and since when.
final class StagedBuilds {
  private final Map<Long, Instant> sinceByBuild = new ConcurrentSkipListMap<>();

  /// Begins a term with what the farm knows.
  void reset(FarmLoop loop) {
    loop.query(StagedBuilds::staged)
        .forEach(build -> sinceByBuild.putIfAbsent(build.build().value(), build.since()));
  }

  private static List<BuildView> staged(Farm farm) {
    return farm.count(BuildState.STAGED) == 0
        ? List.of()
        : farm.builds().stream().filter(build -> build.state() == BuildState.STAGED).toList();
  }

  void clear() {
    sinceByBuild.clear();
  }

  void take(Event event) {
    switch (event) {
      case Event.BuildStaged staged -> sinceByBuild.put(staged.build().value(), staged.at());
      case Event.BuildReleased released -> sinceByBuild.remove(released.build().value());
      case Event.BuildSuperseded superseded -> sinceByBuild.remove(superseded.build().value());
      case Event.BuildCancelled cancelled -> sinceByBuild.remove(cancelled.build().value());
      case Event.BuildFailed failed -> sinceByBuild.remove(failed.build().value());
      default -> {}
    }
  }

  /// Those that are staged since that time or longer.
  List<BuildId> since(Instant time) {
    return new TreeMap<>(sinceByBuild)
        .entrySet().stream()
            .filter(entry -> !entry.getValue().isAfter(time))
            .map(entry -> new BuildId(entry.getKey()))
            .toList();
  }
}
