package slipway.scheduler.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.AttemptId;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.BuildView;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.Lease;
import slipway.scheduler.Outcome;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;
import slipway.scheduler.WorkerView;

/// What must hold after every command, checked from outside with books of its own.
class Invariants implements Simulation.Watcher {
  private static final int REPLAY_EVERY = 4_000;

  private record Hold(String packageName, Target target) {}

  private final Map<BuildId, Map<PackageTarget, Integer>> neededVersions = new HashMap<>();
  private final TreeMap<AttemptId, BuildId> liveAttempts = new TreeMap<>();
  private final Map<BuildId, Set<String>> wentWrongOn = new HashMap<>();
  private final Set<BuildId> ranOutOfSpace = new TreeSet<>();
  private final Set<Hold> holds = new HashSet<>();
  private final Set<String> drainedLocations = new TreeSet<>();
  private final TreeMap<Long, Event.WindowPlanned> windows = new TreeMap<>();
  private long commandCount;
  private long explanationCount;
  private int attemptCount;

  long commandCount() {
    return commandCount;
  }

  long explanationCount() {
    return explanationCount;
  }

  int attemptCount() {
    return attemptCount;
  }

  @Override
  public void happened(Simulation simulation, Command command, List<Event> events) {
    var farm = simulation.farm();
    switch (command) {
      case Command.Plan plan -> noteNeeds(simulation, plan.wanted());
      case Command.Force force -> noteNeeds(simulation, force.wanted());
      default -> {}
    }
    boolean mattered = false;
    for (var event : events) {
      mattered |= !(event instanceof Event.WorkerSeen);
      follow(simulation, event);
    }
    if (mattered || commandCount % 16 == 0) {
      farm.workers().forEach(Invariants::checkReservations);
      checkWaiting(simulation);
    }
    if (++commandCount % REPLAY_EVERY == 0) {
      checkReplay(simulation);
    }
  }

  @Override
  public void restarted(Simulation simulation, List<Event> before) {
    checkEqual(before, simulation.farm().snapshot());
  }

  private void noteNeeds(Simulation simulation, List<Wanted> wanted) {
    for (var one : wanted) {
      var build = simulation.farm().current(one.what()).orElseThrow();
      var needs = new TreeMap<PackageTarget, Integer>();
      for (var dependency : one.dependencies()) {
        needs.put(dependency, simulation.tree().treeVersion(dependency));
      }
      neededVersions.put(build.build(), needs);
    }
  }

  private void follow(Simulation simulation, Event event) {
    switch (event) {
      case Event.AttemptStarted started -> {
        attemptCount++;
        check(
            !liveAttempts.containsValue(started.build()),
            () -> "two live leases for build " + started.build());
        liveAttempts.put(started.attempt(), started.build());
        checkDependenciesStaged(simulation, started.build());
        check(!simulation.farm().isPaused(), () -> "started while paused: " + started);
        checkArrangements(simulation, started);
      }
      case Event.AttemptEnded ended -> {
        check(
            liveAttempts.remove(ended.attempt()) != null,
            () -> "ended without having begun: " + ended);
        noteEnd(ended);
      }
      case Event.BuildRevived revived -> {
        wentWrongOn.remove(revived.build());
        ranOutOfSpace.remove(revived.build());
      }
      case Event.Arrangement arrangement -> arranged(arrangement);
      default -> {}
    }
  }

  private void arranged(Event.Arrangement event) {
    switch (event) {
      case Event.BuildsHeld e -> holds.add(new Hold(e.packageName(), e.target()));
      case Event.HoldReleased e -> holds.remove(new Hold(e.packageName(), e.target()));
      case Event.LocationDrained e -> drainedLocations.add(e.location());
      case Event.LocationUndrained e -> drainedLocations.remove(e.location());
      case Event.WindowPlanned e -> windows.put(e.window(), e);
      case Event.WindowCancelled e -> windows.remove(e.window());
      case Event.WindowEnded e -> windows.remove(e.window());
      case Event.RolledBack _, Event.RollbackEnded _ -> {}
    }
  }

  private boolean isHeld(PackageTarget what) {
    return !holds.isEmpty()
        && (holds.contains(new Hold(what.name(), what.target()))
            || holds.contains(new Hold(what.name(), Target.ANY))
            || holds.contains(new Hold("", what.target())));
  }

  /// What operators have arranged holds for every start.
  private void checkArrangements(Simulation simulation, Event.AttemptStarted started) {
    var build = simulation.farm().build(started.build()).orElseThrow();
    check(!isHeld(build.what()), () -> "started though it is held: " + build);
    for (var worker : simulation.farm().workers()) {
      if (worker.name().equals(started.worker())) {
        check(
            !drainedLocations.contains(worker.location()),
            () -> "started in a drained location: " + started);
        check(
            !isInWindow(worker, started.at()) && !endsTooLate(worker, build, started.at()),
            () -> "started in or before a maintenance window: " + started + " " + windows);
      }
    }
  }

  private boolean isInWindow(WorkerView worker, Instant now) {
    return windowsOf(worker)
        .anyMatch(window -> !window.from().isAfter(now) && window.until().isAfter(now));
  }

  private boolean endsTooLate(WorkerView worker, BuildView build, Instant now) {
    var end = now.plusMillis(millisMost(build.rank().expectedMillis()));
    return windowsOf(worker)
        .anyMatch(window -> window.until().isAfter(now) && end.isAfter(window.from()));
  }

  private Stream<Event.WindowPlanned> windowsOf(WorkerView worker) {
    return windows.values().stream()
        .filter(window -> window.worker().isEmpty() || window.worker().equals(worker.name()))
        .filter(
            window -> window.location().isEmpty() || window.location().equals(worker.location()));
  }

  /// A tenth more, in steps of half an octave from a minute.
  private static long millisMost(long expectedMillis) {
    for (long octave = 60_000; ; octave *= 2) {
      if (10 * octave >= 11 * expectedMillis) {
        return octave;
      }
      if (10 * (octave + octave / 2) >= 11 * expectedMillis) {
        return octave + octave / 2;
      }
    }
  }

  private void noteEnd(Event.AttemptEnded ended) {
    switch (ended.outcome()) {
      case Outcome.OutOfSpace _ -> ranOutOfSpace.add(ended.build());
      case Outcome.WorkerLost _, Outcome.WorkerError _, Outcome.PackageError _ ->
          wentWrongOn.computeIfAbsent(ended.build(), _ -> new TreeSet<>()).add(ended.worker());
      default -> {}
    }
  }

  private void checkDependenciesStaged(Simulation simulation, BuildId build) {
    neededVersions
        .getOrDefault(build, Map.of())
        .forEach((dependency, version) ->
            check(
                simulation.tree().repositoryVersion(dependency) >= version,
                () -> "build " + build + " starts before " + dependency + " is staged"));
  }

  private static void checkReservations(WorkerView worker) {
    long disk = 0;
    long memory = 0;
    for (var lease : worker.leases()) {
      disk += lease.reservation().diskBytes();
      memory += lease.reservation().memoryBytes();
      check(lease.reservation().diskBytes() > 0, () -> "nothing reserved: " + lease);
    }
    check(worker.leases().size() <= worker.slots(), () -> "more leases than slots: " + worker);
    check(disk <= worker.diskBytesTotal(), () -> "more disk reserved than there is: " + worker);
    check(memory <= worker.memoryBytes(), () -> "more memory reserved than there is: " + worker);
  }

  private void checkWaiting(Simulation simulation) {
    var farm = simulation.farm();
    for (var build : farm.builds()) {
      switch (build.state()) {
        case READY -> checkReady(simulation, build);
        case BLOCKED -> checkBlocked(simulation, build);
        case FAILED, DEPENDENCY_FAILED, CANCELLED ->
            check(!build.why().isEmpty(), () -> "ended without a reason: " + build);
        case BUILDING -> check(build.lease().isPresent(), () -> "builds without a lease: " + build);
        case DELIVERED, STAGED, RELEASED, SUPERSEDED -> {}
      }
    }
  }

  private void checkBlocked(Simulation simulation, BuildView build) {
    explanationCount++;
    var explanation = simulation.farm().explain(build.build(), simulation.now());
    check(
        explanation.sentence().startsWith("Waits for "),
        () -> "blocked, but: " + explanation.sentence() + " " + build);
    var named = simulation.farm().build(new BuildId(explanation.facts().getFirst().build()));
    check(
        named.isPresent()
            && build.dependencies().contains(named.get().build())
            && !named.get().state().isUsable()
            && !named.get().state().isSettled(),
        () -> "waits for what is not on its way: " + explanation + " " + build);
  }

  /// A ready build waits for a true reason, and the explanation names it.
  private void checkReady(Simulation simulation, BuildView build) {
    explanationCount++;
    var farm = simulation.farm();
    String sentence = farm.explain(build.build(), simulation.now()).sentence();
    if (build.lease().isPresent()) {
      check(sentence.startsWith("Waits until its attempt"), () -> sentence);
      return;
    }
    if (farm.isPaused()) {
      check(sentence.startsWith("The farm is paused by"), () -> sentence);
      return;
    }
    if (isHeld(build.what())) {
      check(sentence.startsWith("Is held by"), () -> sentence);
      return;
    }
    if (build.notBefore().isAfter(simulation.now())) {
      check(sentence.startsWith("Is tried again in"), () -> sentence);
      return;
    }
    var hindrances = new ArrayList<String>();
    for (var worker : farm.workers()) {
      if (worker.hosts().contains(build.what().target().host())) {
        String hindrance = hindrance(simulation, worker, build);
        check(
            hindrance != null, () -> "idle slot on " + worker + " for " + build + ": " + sentence);
        hindrances.add(hindrance);
      }
    }
    String expected =
        hindrances.isEmpty()
            ? "No worker"
            : hindrances.contains("slots")
                ? "Waits for a slot"
                : hindrances.contains("disk")
                    ? "Needs "
                    : hindrances.size() == 1
                        ? "The one worker"
                        : hindrances.contains("window")
                            ? "Waits for the end of a maintenance window"
                            : "None of the";
    check(
        sentence.startsWith(expected),
        () -> expected + " expected, but: " + sentence + " " + hindrances);
  }

  private @Nullable String hindrance(Simulation simulation, WorkerView worker, BuildView build) {
    var farm = simulation.farm();
    var status = worker.status();
    if (worker.lost() || !worker.drainedBy().isEmpty()) {
      return "away";
    }
    if (isInWindow(worker, simulation.now())) {
      return "window";
    }
    if (status.isEmpty()) {
      return "away";
    }
    int slots = worker.suspicion().isEmpty() ? worker.slots() : Math.min(1, worker.slots());
    if (worker.leases().size() >= slots) {
      return "slots";
    }
    if (endsTooLate(worker, build, simulation.now())) {
      return "window";
    }
    long outstanding = 0;
    long present = 0;
    for (var lease : worker.leases()) {
      outstanding += Math.max(0, lease.reservation().diskBytes() - now(worker, lease));
    }
    for (var running : status.get().attempts()) {
      present += running.diskBytesNow();
    }
    long free = status.get().diskBytesFree() + status.get().diskBytesReclaimable();
    long room = Math.min(free + present, worker.diskBytesTotal());
    long disk =
        build.reservation().diskBytes() > 0
            ? build.reservation().diskBytes()
            : Math.min(farm.policy().firstGuess().diskBytes(), room / worker.slots());
    if (disk > free - outstanding || disk > worker.diskBytesTotal() - worker.diskBytesReserved()) {
      return "disk";
    }
    long memory =
        build.reservation().memoryBytes() > 0
            ? build.reservation().memoryBytes()
            : Math.min(
                farm.policy().firstGuess().memoryBytes(), worker.memoryBytes() / worker.slots());
    if (memory > worker.memoryBytes() - worker.memoryBytesReserved()) {
      return "memory";
    }
    boolean sister =
        worker.leases().stream().anyMatch(lease -> lease.what().name().equals(build.what().name()));
    if (sister && outOfSpaceBefore(farm, build.what().name())) {
      return "sister";
    }
    boolean wentWrong = wentWrongOn.getOrDefault(build.build(), Set.of()).contains(worker.name());
    return wentWrong ? "went wrong" : null;
  }

  private static long now(WorkerView worker, Lease lease) {
    return worker.status().stream()
        .flatMap(status -> status.attempts().stream())
        .filter(running -> running.attempt().equals(lease.attempt()))
        .mapToLong(running -> running.diskBytesNow())
        .sum();
  }

  private boolean outOfSpaceBefore(Farm farm, String name) {
    return farm.builds().stream()
        .filter(build -> build.what().name().equals(name))
        .filter(build -> build.state() == BuildState.READY || build.lease().isPresent())
        .anyMatch(build -> ranOutOfSpace.contains(build.build()));
  }

  static void checkReplay(Simulation simulation) {
    var farm = simulation.farm();
    var policy = simulation.setup().policy();
    var expected = farm.snapshot();
    check(
        Farm.replay(policy, simulation.journal()).snapshot().equals(expected),
        () -> "a replayed farm differs");
    checkEqual(expected, Farm.replay(policy, expected).snapshot());
  }

  private static void checkEqual(List<Event> expected, List<Event> restored) {
    if (!restored.equals(expected)) {
      for (int line = 0; line < expected.size(); line++) {
        var before = expected.get(line);
        var after = line < restored.size() ? restored.get(line) : null;
        check(
            before.equals(after), () -> "a replayed farm differs: " + before + " became " + after);
      }
      check(false, () -> "a replayed farm has more");
    }
  }

  static void check(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new BrokenInvariant(otherwise.get());
    }
  }
}
