package slipway.master.farm;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import slipway.master.history.BuildFilter;
import slipway.master.history.Chronicle;
import slipway.master.history.History;
import slipway.master.loop.Leading;
import slipway.master.wire.Wire;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.Overview;
import slipway.proto.TargetSummary;
import slipway.scheduler.Target;

/// The farm on one page.
final class OverviewPage {
  private static final int PUSHES_SHOWN = 10;
  private static final int FAILED_SHOWN = 20;
  private static final int BUILDING_SHOWN = 500;

  private final History history;
  private final Chronicle chronicle;
  private final Leading leading;
  private final TreeView tree;
  private final PublishingView publishing;
  private final LiveBuilds live;
  private final WorkerPages workers;
  private final List<Target> targets;
  private final Supplier<String> self;

  /// @param self how others reach this master
  OverviewPage(
      History history,
      Chronicle chronicle,
      Leading leading,
      TreeView tree,
      PublishingView publishing,
      LiveBuilds live,
      WorkerPages workers,
      List<Target> targets,
      Supplier<String> self) {
    this.history = history;
    this.chronicle = chronicle;
    this.leading = leading;
    this.tree = tree;
    this.publishing = publishing;
    this.live = live;
    this.workers = workers;
    this.targets = targets;
    this.self = self;
  }

  Overview get() throws IOException {
    long sequence = chronicle.ring().last();
    var pause = history.pause();
    var building =
        history
            .builds(BuildFilter.inState(BuildState.BUILDING, BUILDING_SHOWN))
            .documents()
            .stream()
            .sorted(Comparator.comparingLong(build -> build.getStarted().getSeconds()))
            .map(live::now)
            .toList();
    var summaries = summaries();
    return Overview.newBuilder()
        .addAllTargets(summaries.values())
        .addAllWorkers(workers.list())
        .addAllPushes(history.pushes(0, PUSHES_SHOWN).documents())
        .addAllBuilding(building)
        .addAllLatelyFailed(history.latelyFailed(FAILED_SHOWN))
        .setQueuedCount(queued(summaries))
        .setPaused(pause.getPaused())
        .setPauseReason(pause.getPauseReason())
        .setLeader(self.get())
        .setEpoch(leading.loop().epoch())
        .setSequence(sequence)
        .setStarted(Wire.time(leading.loop().started()))
        .addAllPublishing(publishing.problems())
        .build();
  }

  private static long queued(Map<String, TargetSummary> summaries) {
    return summaries.values().stream()
        .mapToLong(summary ->
            summary.getBuildsByStateOrDefault(BuildState.BLOCKED.name(), 0)
                + summary.getBuildsByStateOrDefault(BuildState.READY.name(), 0))
        .sum();
  }

  /// The configured targets in their order, then those that the farm has built for before.
  private Map<String, TargetSummary> summaries() throws IOException {
    var summaries = new LinkedHashMap<String, TargetSummary>();
    for (Target target : targets) {
      var counts = tree.counts(target);
      summaries.put(
          target.toString(),
          TargetSummary.newBuilder()
              .setTarget(Wire.target(target))
              .setPackagesWanted(counts.wanted())
              .setPackagesCurrent(counts.current())
              .build());
    }
    for (TargetSummary stored : history.targets()) {
      summaries.merge(
          Wire.text(stored.getTarget()),
          stored,
          (planned, counted) -> planned.toBuilder().mergeFrom(counted).build());
    }
    return summaries;
  }

  List<Build> live(List<Build> builds) {
    return builds.stream().map(live::now).toList();
  }
}
