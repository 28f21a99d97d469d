package slipway.scheduler.ledger;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.AttemptId;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Event;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.Lease;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.ReleaseSet;
import slipway.scheduler.Shape;

/// The farm's state: the fold of its events.
public final class Ledger implements View {
  private final FarmPolicy policy;
  private final Index<BuildId> builds = new Index<>(Build::id);

  /// The newest of each package and target.
  private final Index<PackageTarget> current = new Index<>(Build::what);

  private final Map<String, WorkerRow> workers = new HashMap<>();

  /// By name.
  private List<WorkerRow> workersInOrder = List.of();

  private final Estimates estimates = new Estimates();
  private final Whereabouts whereabouts;
  private final ReleaseSets releaseSets = new ReleaseSets();
  private final LinkedHashSet<String> workersToTell = new LinkedHashSet<>();
  private Event.@Nullable FarmPaused paused;
  private Instant latest = Instant.EPOCH;
  private long lastBuild;
  private long lastAttempt;
  private long lastPush;
  private long lastWindow;
  private Arrangements arrangements = Arrangements.NONE;

  public Ledger(FarmPolicy policy) {
    this.policy = policy;
    this.whereabouts = new Whereabouts(policy);
  }

  /// O(1), but for: staging, O(dependents); what a plan changes, O(dependencies).
  public void apply(Event event) {
    switch (event) {
      case Event.IdsUsed e -> {
        lastBuild = Math.max(lastBuild, e.build());
        lastAttempt = Math.max(lastAttempt, e.attempt());
        lastPush = Math.max(lastPush, e.push());
        lastWindow = Math.max(lastWindow, e.window());
      }
      case Event.PushPlanned e -> lastPush = Math.max(lastPush, e.push().value());
      case Event.BuildQueued e -> queue(e);
      case Event.OfBuild e -> applyToBuild(e);
      case Event.WorkerJoined e -> {
        if (workers.putIfAbsent(e.worker(), new WorkerRow(e)) == null) {
          workersInOrder =
              workers.values().stream().sorted(Comparator.comparing(WorkerRow::name)).toList();
        } else {
          applyToWorker(e);
        }
        workersToTell.add(e.worker());
      }
      case Event.OfWorker e -> applyToWorker(e);
      case Event.Arrangement e -> arrange(e);
      case Event.FarmPaused e -> paused = e;
      case Event.FarmResumed _ -> paused = null;
      case Event.ActionTaken _ -> {}
      case Event.EstimateLearned e -> estimates.fold(e);
    }
    if (event.isJournaled() && event.at().isAfter(latest)) {
      latest = event.at();
      forget();
    }
  }

  /// A hold costs the builds at hand; the others O(arrangements).
  private void arrange(Event.Arrangement event) {
    arrangements = arrangements.with(event);
    if (event instanceof Event.WindowPlanned planned) {
      lastWindow = Math.max(lastWindow, planned.window());
    }
    if (event instanceof Event.BuildsHeld || event instanceof Event.HoldReleased) {
      for (var build : builds.values()) {
        boolean holds = arrangements.holdOf(build.what()) != null;
        if (holds != build.held && build.state() == BuildState.READY) {
          whereabouts.take(build);
          whereabouts.put(build, arrangements);
        }
      }
    }
  }

  private void queue(Event.BuildQueued event) {
    var build = new Build(event);
    lastBuild = Math.max(lastBuild, build.id().value());
    builds.put(build);
    var old = current.get(build.what());
    if (old == null || old.id().compareTo(build.id()) < 0) {
      current.put(build);
    }
    link(build, List.of());
    releaseSets.add(build);
    whereabouts.put(build, arrangements);
  }

  private void applyToBuild(Event.OfBuild event) {
    var build = builds.get(event.build());
    if (build == null) {
      return;
    }
    whereabouts.take(build);
    switch (event) {
      case Event.AttemptStarted e -> begin(e, build);
      case Event.AttemptEnded e -> end(e);
      default -> {}
    }
    var attempt = build.attempt();
    var dependenciesBefore = build.dependencies();
    var stateBefore = build.state();
    build.fold(event);
    releaseSets.changed(build, stateBefore);
    if (attempt != null) {
      workersToTell.add(build.worker());
    }
    if (!build.dependencies().equals(dependenciesBefore)) {
      link(build, dependenciesBefore);
    }
    whereabouts.put(build, arrangements);
    freeDependents(build);
  }

  private void begin(Event.AttemptStarted event, Build build) {
    lastAttempt = Math.max(lastAttempt, event.attempt().value());
    var worker = workers.get(event.worker());
    if (worker != null) {
      worker.begin(lease(this, event, build));
      workersToTell.add(event.worker());
    }
  }

  private void end(Event.AttemptEnded event) {
    lastAttempt = Math.max(lastAttempt, event.attempt().value());
    var worker = workers.get(event.worker());
    if (worker != null) {
      worker.end(event.attempt());
      workersToTell.add(event.worker());
    }
  }

  static Lease lease(View view, Event.AttemptStarted event, Build build) {
    var dependencies = new ArrayList<PackageTarget>();
    for (var dependency : build.dependencies()) {
      var row = view.build(dependency);
      if (row != null) {
        dependencies.add(row.what());
      }
    }
    return new Lease(
        event.attempt(),
        build.id(),
        event.worker(),
        event.at(),
        event.reservation(),
        event.jobs(),
        event.reclaimBytes(),
        view.policy().limits().noOutput(),
        view.policy().totalLimit(build.rank().expectedMillis()),
        build.what(),
        build.version(),
        build.asked().commit(),
        build.asked().subpackages(),
        build.lane(),
        dependencies);
  }

  private void applyToWorker(Event.OfWorker event) {
    var worker = workers.get(event.worker());
    if (worker == null) {
      return;
    }
    worker.fold(event);
    if (event instanceof Event.WorkerSeen) {
      workersToTell.add(event.worker());
    }
  }

  /// Counts what is missing, and notes in each dependency who waits for it.
  private void link(Build build, List<BuildId> before) {
    var old = before.isEmpty() ? new HashSet<BuildId>(0) : new HashSet<>(before);
    for (var id : build.dependencies()) {
      var dependency = builds.get(id);
      if (!old.remove(id) && dependency != null && isUnfinished(id, build.what())) {
        dependency.addDependent(build.id());
        build.missing++;
      }
    }
    for (var id : old) {
      var dependency = builds.get(id);
      if (dependency != null && dependency.removeDependent(build.id())) {
        build.missing--;
      }
    }
  }

  private void freeDependents(Build build) {
    if (build.state().isUsable()) {
      for (var id : build.takeDependents()) {
        var row = builds.get(id);
        if (row != null) {
          row.missing--;
        }
      }
    } else if (build.state().isSettled()) {
      for (var id : List.copyOf(build.dependents())) {
        var row = builds.get(id);
        if (row != null && row.what().equals(build.what())) {
          build.removeDependent(id);
          row.missing--;
        }
      }
    }
  }

  /// Lets go of builds that settled long ago, oldest first.
  private void forget() {
    var remembered = whereabouts.remembered();
    while (!remembered.isEmpty()) {
      var oldest = remembered.iterator().next();
      if (remembered.size() <= policy.remembering().most()
          && !oldest.since().plus(policy.remembering().lasting()).isBefore(latest)) {
        return;
      }
      whereabouts.take(oldest);
      builds.remove(oldest.id());
      if (current.get(oldest.what()) == oldest) {
        current.remove(oldest.what());
      }
    }
  }

  /// The shortest list of events that folds to an equal ledger.
  public List<Event> snapshot() {
    var events = new ArrayList<Event>();
    events.add(new Event.IdsUsed(latest, lastBuild, lastAttempt, lastPush, lastWindow));
    events.addAll(estimates.trail());
    workersInOrder.forEach(worker -> events.addAll(worker.trail()));
    events.addAll(arrangements.trail());
    if (paused != null) {
      events.add(paused);
    }
    var written = new HashSet<BuildId>();
    for (var build : whereabouts.remembered()) {
      written.add(build.id());
      events.addAll(build.trail());
    }
    for (var build : allBuilds()) {
      writeAfterDependencies(build.id(), written, events);
    }
    return events;
  }

  /// What a build waits for comes before it, so that the fold counts it as missing.
  private void writeAfterDependencies(BuildId first, Set<BuildId> written, List<Event> events) {
    var stack = new ArrayDeque<BuildId>();
    stack.push(first);
    while (!stack.isEmpty()) {
      var build = builds.get(stack.getFirst());
      if (build == null || written.contains(build.id())) {
        stack.pop();
        continue;
      }
      boolean complete = true;
      for (var dependency : build.dependencies()) {
        if (!written.contains(dependency) && isUnfinished(dependency, build.what())) {
          stack.push(dependency);
          complete = false;
        }
      }
      if (complete) {
        written.add(build.id());
        events.addAll(build.trail());
        stack.pop();
      }
    }
  }

  @Override
  public FarmPolicy policy() {
    return policy;
  }

  @Override
  public @Nullable Build build(BuildId id) {
    return builds.get(id);
  }

  @Override
  public @Nullable Build current(PackageTarget what) {
    return current.get(what);
  }

  @Override
  public @Nullable WorkerRow worker(String name) {
    return workers.get(name);
  }

  @Override
  public Collection<WorkerRow> workers() {
    return workersInOrder;
  }

  @Override
  public Event.@Nullable FarmPaused paused() {
    return paused;
  }

  @Override
  public Estimates estimates() {
    return estimates;
  }

  @Override
  public List<BuildId> dependentsOf(BuildId id) {
    var build = builds.get(id);
    if (build == null || build.dependents().isEmpty()) {
      return List.of();
    }
    return build.dependents().stream().sorted().toList();
  }

  @Nullable Build firstReady(
      String host, Lane lane, long nowMillis, Predicate<Shape> fits, Predicate<Build> accepts) {
    return whereabouts.ready().first(host, lane, nowMillis, fits, accepts);
  }

  @Override
  public Arrangements arrangements() {
    return arrangements;
  }

  /// Ready builds that a hold keeps from the queue, by id.
  public Collection<Build> held() {
    return whereabouts.held();
  }

  @Override
  public boolean isCramped(String packageName) {
    return crampedCount(packageName) > 0;
  }

  int crampedCount(String packageName) {
    return whereabouts.crampedCount(packageName);
  }

  /// All builds that the farm has at hand, in the order of their ids. O(n log n).
  public List<Build> allBuilds() {
    var all = builds.values();
    all.sort(Comparator.comparing(Build::id));
    return all;
  }

  /// The newest build of each package and target, in no order. O(n).
  public Collection<Build> currentBuilds() {
    return current.values();
  }

  public List<Build> firstReadyOf(Lane lane, int limit, Instant now, Predicate<Build> passes) {
    return whereabouts.ready().firstOf(lane, limit, now.toEpochMilli(), passes);
  }

  /// Builds whose pause lasts, the shortest first.
  public Collection<Build> postponed() {
    return whereabouts.postponed();
  }

  public int count(BuildState state) {
    return whereabouts.count(state);
  }

  public List<ReleaseSet> releaseSetsDue() {
    return releaseSets.due();
  }

  /// Names the workers whose orders may have changed since it was called last.
  public List<String> takeWorkersToTell() {
    var names = new ArrayList<>(workersToTell);
    workersToTell.clear();
    return names;
  }

  public long lastBuild() {
    return lastBuild;
  }

  public long lastAttempt() {
    return lastAttempt;
  }

  public long lastPush() {
    return lastPush;
  }

  public long lastWindow() {
    return lastWindow;
  }

  /// The attempt is current if its lease is alive and its build still wants it.
  public boolean isWanted(Lease lease) {
    var build = builds.get(lease.build());
    return build != null
        && build.state() == BuildState.BUILDING
        && lease.attempt().equals(build.attempt());
  }

  /// The attempts of a worker that nobody wants any more, but that have not ended.
  public List<AttemptId> unwanted(WorkerRow worker) {
    var unwanted = new ArrayList<AttemptId>();
    for (var lease : worker.leases()) {
      if (!isWanted(lease)) {
        unwanted.add(lease.attempt());
      }
    }
    return unwanted;
  }
}
