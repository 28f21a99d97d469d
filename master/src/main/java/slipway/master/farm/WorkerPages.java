package slipway.master.farm;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import slipway.master.history.History;
import slipway.master.loop.Leading;
import slipway.master.wire.Wire;
import slipway.master.workers.LastReports;
import slipway.proto.BuildDetails;
import slipway.proto.Worker;
import slipway.proto.WorkerState;
import slipway.scheduler.Lease;
import slipway.scheduler.WorkerView;

/// Answers about workers: what the history remembers, what the farm reserves, and what they said
/// last.
final class WorkerPages {
  /// Without a word for so long, a worker is shown as silent. Workers report every few seconds.
  static final Duration SILENT_AFTER = Duration.ofSeconds(20);

  private final History history;
  private final Leading leading;
  private final LastReports reports;
  private final LiveBuilds live;

  WorkerPages(History history, Leading leading, LastReports reports, LiveBuilds live) {
    this.history = history;
    this.leading = leading;
    this.reports = reports;
    this.live = live;
  }

  List<Worker> list() throws IOException {
    var loop = leading.loop();
    Map<String, WorkerView> views = new LinkedHashMap<>();
    for (WorkerView view : loop.query(farm -> List.copyOf(farm.workers()))) {
      views.put(view.name(), view);
    }
    var workers = new ArrayList<Worker>();
    for (Worker remembered : history.workers()) {
      var view = views.remove(remembered.getName());
      workers.add(
          view == null
              ? remembered.toBuilder().setState(WorkerState.LOST).build()
              : now(remembered, view, loop.now()));
    }
    for (WorkerView view : views.values()) {
      workers.add(now(Worker.newBuilder().setName(view.name()).build(), view, loop.now()));
    }
    workers.sort(Comparator.comparing(Worker::getName));
    return workers;
  }

  private Worker now(Worker remembered, WorkerView view, Instant now) throws IOException {
    var worker =
        remembered.toBuilder()
            .clearHostArchitectures()
            .addAllHostArchitectures(view.hosts())
            .setSlots(view.slots())
            .setMemoryBytes(view.memoryBytes())
            .setMemoryBytesReserved(view.memoryBytesReserved())
            .setDiskTotalBytes(view.diskBytesTotal())
            .setDiskBytesReserved(view.diskBytesReserved())
            .setLocation(view.location())
            .setDrainedBy(view.drainedBy())
            .setDrainReason(view.drainReason())
            .setSuspicion(view.suspicion())
            .setState(state(view, now));
    view.lastSeen().ifPresent(seen -> worker.setLastSeen(Wire.time(seen)));
    view.status().ifPresent(status -> worker.setDiskFreeBytes(status.diskBytesFree()));
    reports
        .of(view.name())
        .map(heard -> heard.report().getFacts())
        .ifPresent(facts ->
            worker
                .setLoad(facts.getLoad())
                .setVersion(facts.getVersion())
                .putAllTools(facts.getToolsMap())
                .setFigures(facts.getFigures()));
    for (Lease lease : view.leases()) {
      history
          .build(lease.build().value())
          .map(BuildDetails::getBuild)
          .map(live::now)
          .ifPresent(worker::addBuilding);
    }
    return worker.build();
  }

  private static WorkerState state(WorkerView view, Instant now) {
    if (view.lost()) {
      return WorkerState.LOST;
    }
    boolean silent =
        view.lastSeen().map(seen -> seen.plus(SILENT_AFTER).isBefore(now)).orElse(true);
    if (silent) {
      return WorkerState.SILENT;
    }
    boolean draining =
        !view.drainedBy().isEmpty()
            || view.status().map(slipway.scheduler.WorkerStatus::stopping).orElse(false);
    if (!draining) {
      return WorkerState.ONLINE;
    }
    return view.leases().isEmpty() ? WorkerState.DRAINED : WorkerState.DRAINING;
  }
}
