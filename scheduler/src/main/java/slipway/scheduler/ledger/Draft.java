package slipway.scheduler.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.AttemptId;
import slipway.scheduler.BuildId;
import slipway.scheduler.Event;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.PushId;
import slipway.scheduler.Shape;

/// A decision in the making: the events decided so far, and the ledger as it will be after them.
///
/// Copies only the rows that those events touch. The ledger below does not change.
public final class Draft implements View {
  private final Ledger base;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();
  private final Map<BuildId, Build> touchedBuilds = new HashMap<>();
  private final Map<PackageTarget, Build> newByPackage = new HashMap<>();
  private final Map<String, WorkerRow> touchedWorkers = new TreeMap<>();
  private @Nullable ArrayList<WorkerRow> workerRows;
  private final ReadyQueue ready = new ReadyQueue();
  private final Set<BuildId> queuedHere = new HashSet<>();
  private final Map<String, Integer> crampedCountChanges = new HashMap<>();
  private Event.@Nullable FarmPaused paused;
  private long lastBuild;
  private long lastAttempt;
  private long lastPush;
  private long lastWindow;
  private Arrangements arrangements;

  public Draft(Ledger base, Instant now) {
    this.base = base;
    this.now = now;
    this.paused = base.paused();
    this.lastBuild = base.lastBuild();
    this.lastAttempt = base.lastAttempt();
    this.lastPush = base.lastPush();
    this.lastWindow = base.lastWindow();
    this.arrangements = base.arrangements();
  }

  public Instant now() {
    return now;
  }

  public Ledger base() {
    return base;
  }

  public List<Event> events() {
    return events;
  }

  public BuildId nextBuild() {
    return new BuildId(++lastBuild);
  }

  public AttemptId nextAttempt() {
    return new AttemptId(++lastAttempt);
  }

  public PushId nextPush() {
    return new PushId(++lastPush);
  }

  public long nextWindow() {
    return ++lastWindow;
  }

  /// Decides that this will have happened.
  public void emit(Event event) {
    events.add(event);
    switch (event) {
      case Event.BuildQueued e -> {
        var build = new Build(e);
        touchedBuilds.put(build.id(), build);
        newByPackage.put(build.what(), build);
        index(build);
      }
      case Event.OfBuild e -> emitOfBuild(e);
      case Event.WorkerJoined e -> {
        var row = editWorker(e.worker());
        if (row == null) {
          touch(new WorkerRow(e));
        } else {
          row.fold(e);
        }
      }
      case Event.OfWorker e -> {
        var row = editWorker(e.worker());
        if (row != null) {
          row.fold(e);
        }
      }
      case Event.Arrangement e -> {
        arrangements = arrangements.with(e);
        if (e instanceof Event.HoldReleased || e instanceof Event.BuildsHeld) {
          takeReleased();
        }
      }
      case Event.FarmPaused e -> paused = e;
      case Event.FarmResumed _ -> paused = null;
      case Event.IdsUsed _, Event.PushPlanned _, Event.ActionTaken _, Event.EstimateLearned _ -> {}
    }
  }

  /// Builds that no hold keeps any more stand in the queue; those that a new one keeps are passed
  /// over there.
  private void takeReleased() {
    for (var row : List.copyOf(base.held())) {
      if (!touchedBuilds.containsKey(row.id()) && arrangements.holdOf(row.what()) == null) {
        var build = editBuild(row.id());
        if (build != null) {
          index(build);
        }
      }
    }
    for (var id : List.copyOf(queuedHere)) {
      var build = touchedBuilds.get(id);
      if (build != null && arrangements.holdOf(build.what()) != null) {
        removeIfHere(build);
      }
    }
  }

  private void emitOfBuild(Event.OfBuild event) {
    var build = editBuild(event.build());
    if (build == null) {
      return;
    }
    removeIfHere(build);
    countCramped(build, -1);
    switch (event) {
      case Event.AttemptStarted e -> {
        var worker = editWorker(e.worker());
        if (worker != null) {
          worker.begin(Ledger.lease(this, e, build));
        }
      }
      case Event.AttemptEnded e -> {
        var worker = editWorker(e.worker());
        if (worker != null) {
          worker.end(e.attempt());
        }
      }
      default -> {}
    }
    build.fold(event);
    index(build);
    countDependents(build);
  }

  private void countDependents(Build build) {
    if (!build.state().isSettled() && !build.state().isUsable()) {
      return;
    }
    for (var id : base.dependentsOf(build.id())) {
      var dependent = build(id);
      if (dependent != null
          && (build.state().isUsable() || dependent.what().equals(build.what()))) {
        var row = editBuild(id);
        if (row != null) {
          row.missing--;
        }
      }
    }
  }

  private void index(Build build) {
    build.held = arrangements.holdOf(build.what()) != null;
    if (build.isQueued()) {
      build.key = QueueOrder.key(policy(), build);
      ready.add(build);
      queuedHere.add(build.id());
    }
    countCramped(build, 1);
  }

  private void countCramped(Build build, int by) {
    if (build.isCramped()) {
      crampedCountChanges.merge(build.what().name(), by, Integer::sum);
    }
  }

  private void removeIfHere(Build build) {
    if (queuedHere.remove(build.id())) {
      ready.remove(build);
    }
  }

  private @Nullable Build editBuild(BuildId id) {
    var touched = touchedBuilds.get(id);
    if (touched != null) {
      return touched;
    }
    var row = base.build(id);
    if (row == null) {
      return null;
    }
    var copy = row.copy();
    touchedBuilds.put(id, copy);
    return copy;
  }

  private WorkerRow touch(WorkerRow row) {
    touchedWorkers.put(row.name(), row);
    if (workerRows != null) {
      replace(workerRows, row);
    }
    return row;
  }

  private @Nullable WorkerRow editWorker(String name) {
    var touched = touchedWorkers.get(name);
    if (touched != null) {
      return touched;
    }
    var row = base.worker(name);
    if (row == null) {
      return null;
    }
    return touch(row.copy());
  }

  /// Builds whose pause is over, the longest first.
  public List<Build> postponedDue() {
    var due = new ArrayList<Build>();
    for (var build : base.postponed()) {
      if (build.notBefore().isAfter(now)) {
        break;
      }
      if (!touchedBuilds.containsKey(build.id())) {
        due.add(build);
      }
    }
    return due;
  }

  @Override
  public FarmPolicy policy() {
    return base.policy();
  }

  @Override
  public @Nullable Build build(BuildId id) {
    var touched = touchedBuilds.get(id);
    return touched != null ? touched : base.build(id);
  }

  @Override
  public @Nullable Build current(PackageTarget what) {
    var young = newByPackage.get(what);
    if (young != null) {
      return young;
    }
    var row = base.current(what);
    return row == null ? null : build(row.id());
  }

  @Override
  public @Nullable WorkerRow worker(String name) {
    var touched = touchedWorkers.get(name);
    return touched != null ? touched : base.worker(name);
  }

  @Override
  public Collection<WorkerRow> workers() {
    if (touchedWorkers.isEmpty()) {
      return base.workers();
    }
    var rows = workerRows;
    if (rows == null) {
      rows = new ArrayList<>(base.workers());
      for (var touched : touchedWorkers.values()) {
        replace(rows, touched);
      }
      workerRows = rows;
    }
    return rows;
  }

  /// In the order of names.
  private static void replace(List<WorkerRow> rows, WorkerRow row) {
    int place = Collections.binarySearch(rows, row, Comparator.comparing(WorkerRow::name));
    if (place >= 0) {
      rows.set(place, row);
    } else {
      rows.add(-place - 1, row);
    }
  }

  @Override
  public Event.@Nullable FarmPaused paused() {
    return paused;
  }

  @Override
  public Estimates estimates() {
    return base.estimates();
  }

  @Override
  public List<BuildId> dependentsOf(BuildId id) {
    return base.dependentsOf(id);
  }

  /// The first build in the queue that passes both.
  public @Nullable Build firstReady(
      String host, Lane lane, Predicate<Shape> fits, Predicate<Build> accepts) {
    long nowMillis = now.toEpochMilli();
    var here = ready.first(host, lane, nowMillis, fits, accepts);
    boolean sameHolds = arrangements.holds().size() == base.arrangements().holds().size();
    var below =
        base.firstReady(
            host,
            lane,
            nowMillis,
            fits,
            build ->
                !touchedBuilds.containsKey(build.id())
                    && (sameHolds || arrangements.holdOf(build.what()) == null)
                    && accepts.test(build));
    if (here == null || below == null) {
      return here == null ? below : here;
    }
    return QueueOrder.compare(here, below, nowMillis) <= 0 ? here : below;
  }

  @Override
  public Arrangements arrangements() {
    return arrangements;
  }

  @Override
  public boolean isCramped(String packageName) {
    return base.crampedCount(packageName) + crampedCountChanges.getOrDefault(packageName, 0) > 0;
  }
}
