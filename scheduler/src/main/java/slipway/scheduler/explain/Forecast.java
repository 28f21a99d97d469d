package slipway.scheduler.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Expected;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Ledger;
import slipway.scheduler.ledger.QueueOrder;
import slipway.scheduler.ledger.WorkerRow;

/// When builds are going to start and end, if nothing more urgent comes and nothing fails: the
/// queue is played forward over the slots, once with the durations to be reckoned with at the least
/// and once with those at the most.
///
/// What is held, and what waits for it, is not foretold. Disk, memory and maintenance windows are
/// left out: so it is a range for the usual day. O((builds + dependencies) log builds).
public final class Forecast {
  /// What was never built may take so many times longer or less long.
  private static final int UNKNOWN = 4;

  private final Ledger ledger;
  private final Instant now;
  private final Map<BuildId, long[]> early;
  private final Map<BuildId, long[]> late;

  private Forecast(Ledger ledger, Instant now) {
    this.ledger = ledger;
    this.now = now;
    this.early = new Play(false).run();
    this.late = new Play(true).run();
  }

  public static Forecast of(Ledger ledger, Instant now) {
    return new Forecast(ledger, now);
  }

  /// Start and end of each build that waits or runs and that some worker can build.
  public Map<BuildId, Expected> expected() {
    var expected = new HashMap<BuildId, Expected>();
    early.forEach((id, times) -> {
      var other = late.get(id);
      if (other != null) {
        expected.put(
            id,
            new Expected(
                Instant.ofEpochMilli(Math.min(times[0], other[0])),
                Instant.ofEpochMilli(Math.max(times[0], other[0])),
                Instant.ofEpochMilli(Math.min(times[1], other[1])),
                Instant.ofEpochMilli(Math.max(times[1], other[1]))));
      }
    });
    return expected;
  }

  /// One way through the queue.
  private final class Play {
    private record Slot(long freeMillis, int number, Set<String> hosts) {}

    private final boolean isLate;
    private final Map<BuildId, long[]> timesByBuild = new HashMap<>();
    private final Map<BuildId, Integer> missing = new HashMap<>();
    private final Map<BuildId, List<Build>> dependents = new HashMap<>();
    private final Map<String, PriorityQueue<Build>> readyByHost = new HashMap<>();
    private final PriorityQueue<Slot> slots =
        new PriorityQueue<>(
            Comparator.comparingLong(Slot::freeMillis).thenComparingInt(Slot::number));
    private final PriorityQueue<Map.Entry<Long, Build>> ends =
        new PriorityQueue<>(
            Comparator.comparingLong((Map.Entry<Long, Build> end) -> end.getKey())
                .thenComparing(end -> end.getValue().id()));
    private final List<Slot> resting = new ArrayList<>();

    Play(boolean isLate) {
      this.isLate = isLate;
    }

    Map<BuildId, long[]> run() {
      long nowMillis = now.toEpochMilli();
      addSlots(nowMillis);
      for (var build : ledger.allBuilds()) {
        if (build.state() == BuildState.BLOCKED || build.state() == BuildState.READY) {
          await(build);
        }
      }
      long clock = nowMillis;
      while (true) {
        while (!ends.isEmpty() && ends.element().getKey() <= clock) {
          freeDependents(ends.remove().getValue());
        }
        start(clock);
        Long next = next(clock);
        if (next == null) {
          return timesByBuild;
        }
        clock = next;
      }
    }

    private @Nullable Long next(long clock) {
      Long next = ends.isEmpty() ? null : ends.element().getKey();
      for (var slot : slots) {
        if (slot.freeMillis() > clock && (next == null || slot.freeMillis() < next)) {
          next = slot.freeMillis();
        }
      }
      return next;
    }

    private void addSlots(long nowMillis) {
      int number = 0;
      for (var worker : ledger.workers()) {
        if (worker.isLost() || worker.drained() != null) {
          continue;
        }
        int taken = 0;
        for (var lease : worker.leases()) {
          var build = ledger.build(lease.build());
          long end = nowMillis;
          if (build != null && build.state() == BuildState.BUILDING) {
            long began = lease.started().toEpochMilli();
            end = Math.max(nowMillis, began + ownMillis(build));
            timesByBuild.put(build.id(), new long[] {began, end});
            ends.add(Map.entry(end, build));
          }
          slots.add(new Slot(end, number++, worker.hosts()));
          taken++;
        }
        addFree(worker, taken, nowMillis, number);
        number += Math.max(0, worker.slots() - taken);
      }
    }

    private void addFree(WorkerRow worker, int taken, long nowMillis, int number) {
      for (int slot = taken; slot < worker.slots(); slot++) {
        slots.add(new Slot(nowMillis, number + slot, worker.hosts()));
      }
    }

    /// What is delivered counts as staged.
    private void await(Build build) {
      if (ledger.arrangements().holdOf(build.what()) != null) {
        return;
      }
      int count = 0;
      for (var id : new HashSet<>(build.dependencies())) {
        var dependency = ledger.build(id);
        if (dependency != null
            && ledger.isUnfinished(id, build.what())
            && dependency.state() != BuildState.DELIVERED) {
          dependents.computeIfAbsent(id, _ -> new ArrayList<>(2)).add(build);
          count++;
        }
      }
      if (count == 0) {
        ready(build);
      } else {
        missing.put(build.id(), count);
      }
    }

    private void ready(Build build) {
      readyByHost
          .computeIfAbsent(build.what().target().host(), _ -> new PriorityQueue<>(this::compare))
          .add(build);
    }

    private void freeDependents(Build done) {
      for (var dependent : dependents.getOrDefault(done.id(), List.of())) {
        if (missing.merge(dependent.id(), -1, Integer::sum) == 0) {
          ready(dependent);
        }
      }
    }

    /// The first that one of these hosts can build, or null.
    private @Nullable Build take(Set<String> hosts) {
      PriorityQueue<Build> first = null;
      for (var host : hosts) {
        var ready = readyByHost.get(host);
        if (ready != null
            && !ready.isEmpty()
            && (first == null || compare(ready.element(), first.element()) < 0)) {
          first = ready;
        }
      }
      return first == null ? null : first.remove();
    }

    private int compare(Build left, Build right) {
      int byLane = left.lane().compareTo(right.lane());
      return byLane != 0
          ? byLane
          : QueueOrder.compareAhead(ledger.policy(), left, right, now.toEpochMilli());
    }

    /// How long it holds a slot. Where many follow each other, not all of them are quick or slow:
    /// half of the way from what is expected to what is to be reckoned with.
    private long slotMillis(Build build) {
      return (build.expected().toMillis() + ownMillis(build)) / 2;
    }

    private long ownMillis(Build build) {
      var range = ledger.estimates().rangeOf(build.what());
      long expected = build.expected().toMillis();
      if (range == null) {
        return isLate ? expected * UNKNOWN : expected / UNKNOWN;
      }
      return (isLate ? range.most() : range.least()).toMillis();
    }

    private void note(Build build, long startMillis) {
      timesByBuild.put(build.id(), new long[] {startMillis, startMillis + ownMillis(build)});
    }

    private void start(long clock) {
      resting.clear();
      while (!slots.isEmpty() && slots.element().freeMillis() <= clock) {
        var slot = slots.remove();
        var build = take(slot.hosts());
        if (build == null) {
          resting.add(slot);
          continue;
        }
        long end = clock + slotMillis(build);
        note(build, clock);
        ends.add(Map.entry(end, build));
        slots.add(new Slot(end, slot.number(), slot.hosts()));
      }
      slots.addAll(resting);
    }
  }
}
