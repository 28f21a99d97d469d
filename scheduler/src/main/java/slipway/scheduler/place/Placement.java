package slipway.scheduler.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.Outcome;
import slipway.scheduler.Shape;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.ledger.QueueOrder;
import slipway.scheduler.ledger.WorkerRow;

/// Gives builds to workers until no free slot has a build that could start in it.
///
/// 1. The next build: for each host architecture of which a worker has a free slot, the first build
///    of the most urgent lane that fits on one of them; of those, the first in order. A later lane
///    goes first while its share is due: once its first build has waited for `patience`, until one
///    slot in `patientShare` runs its builds.
/// 2. Its worker: of those where it fits, the one that can do least else (fewest host
///    architectures), then one with warm caches, then the smallest disk, so that big disks stay
///    free for big builds.
///
/// Costs O(workers + lines of the queue) for each attempt that starts, whatever the queue's length.
public final class Placement {
  private final Draft draft;

  public Placement(Draft draft) {
    this.draft = draft;
  }

  public void place() {
    for (var build : draft.postponedDue()) {
      draft.emit(new Event.BuildReady(draft.now(), build.id()));
    }
    if (draft.paused() != null) {
      return;
    }
    var free = freeWorkers();
    while (!free.isEmpty()) {
      var build = next(free);
      if (build == null) {
        return;
      }
      start(build, bestWorker(build, free));
      free = freeWorkers();
    }
  }

  /// How many slots are free though a build of the queue could start in them.
  public int idleSlots() {
    if (draft.paused() != null) {
      return 0;
    }
    var free = freeWorkers();
    return next(free) == null
        ? 0
        : free.stream()
            .filter(worker -> next(List.of(worker)) != null)
            .mapToInt(WorkerRow::freeSlots)
            .sum();
  }

  private List<WorkerRow> freeWorkers() {
    var free = new ArrayList<WorkerRow>();
    for (var worker : draft.workers()) {
      if (Obstacles.isFree(draft, worker, draft.now())) {
        free.add(worker);
      }
    }
    return free;
  }

  private @Nullable Build next(List<WorkerRow> free) {
    var hosts = new TreeSet<String>();
    free.forEach(worker -> hosts.addAll(worker.hosts()));
    Build first = null;
    for (var lane : Lane.values()) {
      var candidate = next(hosts, lane, free);
      if (candidate != null && (first == null || isShareDue(candidate))) {
        first = candidate;
      }
    }
    return first;
  }

  private @Nullable Build next(Iterable<String> hosts, Lane lane, List<WorkerRow> free) {
    Build first = null;
    for (var host : hosts) {
      var candidate = next(host, lane, free);
      if (candidate != null
          && (first == null
              || QueueOrder.compare(candidate, first, draft.now().toEpochMilli()) < 0)) {
        first = candidate;
      }
    }
    return first;
  }

  /// Whether a build that more urgent lanes keep waiting goes first all the same.
  private boolean isShareDue(Build build) {
    if (build.since().plus(draft.policy().order().patience()).isAfter(draft.now())) {
      return false;
    }
    int slots = 0;
    int running = 0;
    for (var worker : draft.workers()) {
      if (worker.hosts().contains(build.what().target().host())) {
        slots += worker.slots();
        for (var lease : worker.leases()) {
          running += lease.lane() == build.lane() ? 1 : 0;
        }
      }
    }
    return running * draft.policy().order().patientShare() < slots;
  }

  private @Nullable Build next(String host, Lane lane, List<WorkerRow> free) {
    return draft.firstReady(
        host,
        lane,
        shape -> anyFits(free, host, shape, null),
        build -> anyFits(free, host, build.shape(), build));
  }

  /// @param build null: any of that shape
  private boolean anyFits(List<WorkerRow> free, String host, Shape shape, @Nullable Build build) {
    for (var worker : free) {
      if (fits(worker, host, shape)
          && (build == null || Obstacles.ofPast(draft, worker, build, draft.now()) == null)) {
        return true;
      }
    }
    return false;
  }

  private boolean fits(WorkerRow worker, String host, Shape shape) {
    return worker.hosts().contains(host)
        && Needs.fit(draft.policy(), worker, shape.reservation())
        && Obstacles.ofTime(draft, worker, shape, draft.now()) == null;
  }

  private WorkerRow bestWorker(Build build, List<WorkerRow> free) {
    var learned = draft.estimates().of(build.what());
    String warm = learned == null ? "" : learned.worker();
    WorkerRow best = null;
    for (var worker : free) {
      if (Obstacles.of(draft, worker, build, draft.now()) == null
          && (best == null || compare(worker, best, warm) < 0)) {
        best = worker;
      }
    }
    return Objects.requireNonNull(best);
  }

  /// @param warm the name of the worker with warm caches
  private static int compare(WorkerRow left, WorkerRow right, String warm) {
    int byHosts = Integer.compare(left.hosts().size(), right.hosts().size());
    if (byHosts != 0) {
      return byHosts;
    }
    boolean leftIsWarm = left.name().equals(warm);
    if (leftIsWarm != right.name().equals(warm)) {
      return leftIsWarm ? -1 : 1;
    }
    int byDisk = Long.compare(left.facts().diskBytesTotal(), right.facts().diskBytesTotal());
    int bySlots = byDisk != 0 ? byDisk : Integer.compare(right.freeSlots(), left.freeSlots());
    return bySlots != 0 ? bySlots : left.name().compareTo(right.name());
  }

  private void start(Build build, WorkerRow worker) {
    var needs = Needs.on(draft.policy(), worker, build.reservation());
    long outstanding = worker.diskBytesOutstanding() + needs.diskBytes();
    var status = worker.status();
    boolean roomNow = status != null && outstanding <= status.diskBytesFree();
    boolean cramped = build.countEnds(Outcome.OutOfSpace.class) > 0;
    int halvings = Math.min(30, build.countEnds(Outcome.OutOfMemory.class));
    draft.emit(
        new Event.AttemptStarted(
            draft.now(),
            draft.nextAttempt(),
            build.id(),
            worker.name(),
            needs,
            Math.max(1, worker.facts().jobsPerBuild() >> halvings),
            roomNow && !cramped ? 0 : outstanding));
  }
}
