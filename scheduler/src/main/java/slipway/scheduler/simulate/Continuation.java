package slipway.scheduler.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.BuildView;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.WorkerView;

/// A real farm from now on, until nothing happens any more: the real scheduler, its workers played,
/// nothing going wrong and nobody pushing. Played once.
final class Continuation {
  private static final Duration NEVER_LOST = Duration.ofDays(10_000);
  private static final Duration LONGEST = Duration.ofDays(400);

  /// From the end of a build to its packages in the stage.
  static final Duration STAGING = Duration.ofSeconds(10);

  /// From the last staged build of a set to its being seen on the mirrors.
  static final Duration RELEASING = Duration.ofMinutes(1);

  private static final String SELF = "what if";
  private static final int TOLD_MAX = 1_000;

  /// A world rebuild takes about a million.
  private static final long TURNS_MAX = 50_000_000;

  private final FarmState state;
  private final Farm farm;
  private final Luck luck;
  private final Agenda agenda;
  private final Map<String, SimulatedWorker> workers = new TreeMap<>();
  private final Map<String, Long> diskBytesByWorker = new TreeMap<>();
  private final Set<List<BuildId>> releasing = new HashSet<>();
  private final Map<BuildId, Instant> startedAt = new HashMap<>();
  private final List<Prospect.AtWindow> windows = new ArrayList<>();
  private final List<Prospect.Told> failed = new ArrayList<>();
  private final TreeMap<Target, Prospect.Work> work = new TreeMap<>();
  private final TreeMap<Prospect.Release, Instant> releasedAt = new TreeMap<>();
  private long tickAtMillis = Long.MAX_VALUE;
  private Instant doneAt;
  private long push;
  private int bumpedCount;

  Continuation(FarmState state, Luck luck) {
    this.state = state;
    this.luck = luck;
    this.farm = state.farm(state.policy().withLostAfter(NEVER_LOST));
    this.agenda = new Agenda(state.at().toEpochMilli());
    this.doneAt = state.at();
    for (var worker : farm.workers()) {
      if (!worker.lost()) {
        var played = worker(worker.name(), worker);
        worker.leases().forEach(played::adopt);
      }
    }
    farm.builds().stream()
        .filter(build -> build.state() == BuildState.BUILDING)
        .forEach(build -> startedAt.put(build.build(), state.at()));
  }

  private SimulatedWorker worker(String name, WorkerView like) {
    long diskBytes = roomBytes(like);
    var machine =
        new Fleet.Machine(
            name,
            Set.copyOf(like.hosts()),
            like.slots(),
            like.jobsPerBuild(),
            like.memoryBytes(),
            diskBytes,
            1);
    var worker =
        new SimulatedWorker(
            machine,
            like.location(),
            luck::of,
            Faults.NONE,
            new Chance(new SplittableRandom(0), 0),
            agenda,
            () -> report(name));
    workers.put(name, worker);
    diskBytesByWorker.put(name, diskBytes);
    return worker;
  }

  /// What its builds can have: what is free, what can be reclaimed, and what they have already.
  private static long roomBytes(WorkerView worker) {
    if (worker.status().isEmpty()) {
      return worker.diskBytesTotal();
    }
    var status = worker.status().get();
    long room = status.diskBytesFree() + status.diskBytesReclaimable();
    for (var running : status.attempts()) {
      room += running.diskBytesNow();
    }
    return Math.min(room, worker.diskBytesTotal());
  }

  /// Does all of that now, and plays on.
  ///
  /// @throws IllegalArgumentException if one of them cannot be done; the message is for the one who
  ///   asked
  Prospect play(List<WhatIf> whatIfs) {
    var bumps = new ArrayList<WhatIf.Bump>();
    for (var whatIf : whatIfs) {
      switch (whatIf) {
        case WhatIf.Bump bump -> bumps.add(bump);
        case WhatIf.MoreWorker more -> worker(more.worker(), likeness(more));
        case WhatIf.LessWorker less ->
            ask(new Command.Drain(known(less.worker()), false, SELF, "it is there no more"));
        case WhatIf.Window window -> plan(window);
        case WhatIf.Resumed() -> ask(new Command.Pause(true, SELF, ""));
      }
    }
    if (!bumps.isEmpty()) {
      bump(new Bumps(state, bumps));
    }
    workers.keySet().forEach(this::report);
    farm.builds().stream()
        .filter(build -> build.state() == BuildState.DELIVERED)
        .forEach(
            build -> agenda.in(STAGING.toMillis(), () -> tell(new Command.Staged(build.build()))));
    follow(List.of());
    long endMillis = state.at().plus(LONGEST).toEpochMilli();
    long turns = 0;
    for (var next = agenda.next(endMillis); next != null; next = agenda.next(endMillis)) {
      if (++turns > TURNS_MAX) {
        throw new IllegalStateException("the farm comes to no end; it is " + now() + " there");
      }
      next.run();
    }
    return prospect();
  }

  private WorkerView likeness(WhatIf.MoreWorker more) {
    if (workers.containsKey(more.worker())) {
      throw new IllegalArgumentException(
          "There is a worker " + more.worker() + " already: give the new one another name.");
    }
    String like = known(more.like());
    return farm.workers().stream().filter(one -> one.name().equals(like)).findFirst().orElseThrow();
  }

  private String known(String worker) {
    var names = new TreeSet<String>();
    farm.workers().forEach(one -> names.add(one.name()));
    if (!names.contains(worker)) {
      throw new IllegalArgumentException(
          "The farm has no worker \"" + worker + "\"; it has " + String.join(", ", names) + ".");
    }
    return worker;
  }

  private void checkLocation(String location) {
    var locations = new TreeSet<String>();
    farm.workers().forEach(one -> locations.add(one.location()));
    locations.remove("");
    if (!locations.contains(location)) {
      throw new IllegalArgumentException(
          "No worker is at \""
              + location
              + "\"; "
              + (locations.isEmpty()
                  ? "none of them names a location."
                  : "they are at " + String.join(", ", locations) + "."));
    }
  }

  private void plan(WhatIf.Window window) {
    if (!window.worker().isEmpty()) {
      known(window.worker());
    }
    if (!window.location().isEmpty()) {
      checkLocation(window.location());
    }
    ask(
        new Command.PlanWindow(
            window.worker(), window.location(), window.from(), window.until(), SELF, ""));
    agenda.at(window.from().toEpochMilli() - 1, () -> lookAt(window));
  }

  /// A moment before it begins.
  private void lookAt(WhatIf.Window window) {
    var heldBack = new ArrayList<String>();
    var running = new ArrayList<String>();
    for (var build : farm.builds()) {
      if (build.state() == BuildState.READY
          && heldBack.size() < TOLD_MAX
          && farm.explain(build.build(), now()).facts().stream()
              .anyMatch(fact -> fact.text().contains("has a maintenance window"))) {
        heldBack.add(name(build));
      }
    }
    for (var worker : farm.workers()) {
      if ((window.worker().isEmpty() || window.worker().equals(worker.name()))
          && (window.location().isEmpty() || window.location().equals(worker.location()))) {
        worker.leases().forEach(lease -> running.add(lease.what() + " on " + worker.name()));
      }
    }
    windows.add(new Prospect.AtWindow(window, heldBack, running));
  }

  private void bump(Bumps bumps) {
    bumpedCount = bumps.count();
    for (var event : ask(bumps.plan(farm))) {
      if (event instanceof Event.PushPlanned planned) {
        push = planned.push().value();
      }
    }
  }

  private void report(String worker) {
    var played = workers.get(worker);
    if (played != null) {
      tell(new Command.WorkerReported(played.status()));
      played.ends().forEach(this::tell);
    }
  }

  private List<Event> ask(Command command) {
    try {
      var events = farm.decide(command, now());
      happen(events);
      return events;
    } catch (Refused refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }

  /// What is refused has been overtaken, such as staging what was superseded.
  private void tell(Command command) {
    try {
      happen(farm.decide(command, now()));
    } catch (Refused overtaken) {
      return;
    }
  }

  private void happen(List<Event> events) {
    for (var event : events) {
      farm.apply(event);
      note(event);
    }
    follow(events);
  }

  private void note(Event event) {
    switch (event) {
      case Event.AttemptStarted e -> startedAt.put(e.build(), e.at());
      case Event.AttemptEnded e -> {
        var build = farm.build(e.build());
        var since = startedAt.remove(e.build());
        if (build.isPresent() && since != null) {
          long millis = Duration.between(since, e.at()).toMillis();
          work.merge(
              build.get().what().target(),
              new Prospect.Work(1, millis),
              (before, _) -> before.plus(millis));
        }
      }
      case Event.BuildStaged e -> doneAt = e.at();
      case Event.BuildReleased e ->
          farm.build(e.build())
              .ifPresent(build ->
                  releasedAt.put(
                      new Prospect.Release(build.push(), build.what().target().architecture()),
                      e.at()));
      case Event.BuildFailed e ->
          farm.build(e.build())
              .ifPresent(build -> failed.add(new Prospect.Told(name(build), e.why())));
      default -> {}
    }
  }

  private void follow(List<Event> events) {
    for (var event : events) {
      if (event instanceof Event.BuildDelivered delivered) {
        agenda.in(STAGING.toMillis(), () -> tell(new Command.Staged(delivered.build())));
      }
    }
    for (var set : farm.releasable()) {
      if (releasing.add(set.builds())) {
        agenda.in(
            RELEASING.toMillis(),
            () -> {
              releasing.remove(set.builds());
              tell(new Command.Released(set.builds()));
            });
      }
    }
    for (var name : farm.takeWorkersToTell()) {
      var worker = workers.get(name);
      if (worker != null) {
        agenda.in(0, () -> worker.obey(farm.ordersFor(name)));
      }
    }
    farm.nextDeadline().ifPresent(this::tickAt);
  }

  private void tickAt(Instant deadline) {
    // Rounded up: a tick that comes too early changes nothing, and would come again at once.
    long atMillis = Math.max(deadline.plusNanos(999_999).toEpochMilli(), agenda.nowMillis());
    if (atMillis >= tickAtMillis) {
      return;
    }
    tickAtMillis = atMillis;
    agenda.at(
        atMillis,
        () -> {
          if (tickAtMillis == atMillis) {
            tickAtMillis = Long.MAX_VALUE;
            tell(new Command.Tick());
          }
        });
  }

  private Instant now() {
    return Instant.ofEpochMilli(agenda.nowMillis());
  }

  private Prospect prospect() {
    var disks = new TreeMap<String, Prospect.Disk>();
    workers.forEach((name, worker) ->
        disks.put(
            name,
            new Prospect.Disk(worker.diskBytesPeak(), diskBytesByWorker.getOrDefault(name, 0L))));
    var stuck = new ArrayList<Prospect.Told>();
    for (var build : farm.builds()) {
      if (build.state() == BuildState.BLOCKED || build.state() == BuildState.READY) {
        stuck.add(
            new Prospect.Told(name(build), farm.explain(build.build(), state.at()).sentence()));
      }
    }
    return new Prospect(
        doneAt, work, releasedAt, push, bumpedCount, disks, stuck, failed, List.copyOf(windows));
  }

  private static String name(BuildView build) {
    var what = build.what();
    return what.name() + "-" + build.version() + " for " + what.target();
  }
}
