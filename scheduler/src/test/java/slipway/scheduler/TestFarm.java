package slipway.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A farm for tests that speaks their language: packages are names, `curl -> zlib openssl` is a
/// package with what it needs, `tool@host` a package for another target.
///
/// Every command goes through a farm and a replayed twin, so that each test also shows that replay
/// gives an equal farm.
final class TestFarm {
  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  private final FarmPolicy policy;
  private final Farm farm;
  private final List<Event> events = new ArrayList<>();
  private final Map<PackageTarget, Wanted> tree = new LinkedHashMap<>();
  private final Map<String, WorkerStatus> statuses = new TreeMap<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private List<Event> latest = List.of();

  TestFarm() {
    this(FarmPolicy.DEFAULT);
  }

  TestFarm(FarmPolicy policy) {
    this.policy = policy;
    this.farm = new Farm(policy);
  }

  Farm farm() {
    return farm;
  }

  Instant now() {
    return now;
  }

  List<Event> events() {
    return events;
  }

  /// The events of the last command.
  List<Event> latest() {
    return latest;
  }

  List<Event> tell(Command command) {
    try {
      return tellOrRefuse(command);
    } catch (Refused refused) {
      throw new AssertionError("refused: " + refused.getMessage(), refused);
    }
  }

  List<Event> tellOrRefuse(Command command) throws Refused {
    latest = farm.decide(command, now);
    latest.forEach(farm::apply);
    events.addAll(latest);
    var replayed = Farm.replay(policy, events);
    if (!replayed.snapshot().equals(farm.snapshot())) {
      throw new AssertionError("a replayed farm differs after " + command);
    }
    var restored = Farm.replay(policy, farm.snapshot());
    if (!restored.snapshot().equals(farm.snapshot())) {
      throw new AssertionError(
          "a farm from a snapshot differs after "
              + command
              + "\n"
              + farm.snapshot()
              + "\n"
              + restored.snapshot());
    }
    return latest;
  }

  /// The farm has learned that the package builds for so long.
  TestFarm lasts(String name, Duration duration) {
    var learned =
        new Event.EstimateLearned(
            now, what(name), new Usage(duration, MIB, MIB), 1, "", Duration.ZERO);
    farm.apply(learned);
    events.add(learned);
    return this;
  }

  void pass(Duration time) {
    now = now.plus(time);
    // Workers go on reporting; whoever should be silent is removed with silence().
    for (var status : List.copyOf(statuses.values())) {
      tell(new Command.WorkerReported(status));
    }
    tell(new Command.Tick());
  }

  static PackageTarget what(String name) {
    int at = name.indexOf('@');
    return at < 0
        ? new PackageTarget(name, Target.nativeTo("x86_64"))
        : new PackageTarget(name.substring(0, at), target(name.substring(at + 1)));
  }

  /// `aarch64` is crossed from x86_64, everything else is native.
  private static Target target(String name) {
    return name.equals("aarch64") ? new Target("x86_64", "aarch64") : Target.nativeTo(name);
  }

  /// Puts packages into the tree, at version 1.
  TestFarm packages(String... lines) {
    for (var line : lines) {
      put(line, "1_1", "");
    }
    return this;
  }

  /// Changes a package of the tree.
  TestFarm bump(String line, String version) {
    put(line, version, "");
    return this;
  }

  TestFarm impede(String name, String impediment) {
    put(name, "1_1", impediment);
    return this;
  }

  TestFarm remove(String name) {
    tree.remove(what(name));
    return this;
  }

  private void put(String line, String version, String impediment) {
    String[] sides = line.split("->", 2);
    var needs = new ArrayList<PackageTarget>();
    if (sides.length > 1) {
      for (var need : sides[1].trim().split(" +", -1)) {
        needs.add(what(need));
      }
    }
    var what = what(sides[0].trim());
    tree.put(
        what,
        new Wanted(
            what, version, "c".repeat(40), what.name() + version, List.of(), needs, impediment));
  }

  /// What the tree has and the farm has not built at that version.
  List<Wanted> wanted() {
    var wanted = new ArrayList<Wanted>();
    for (var one : tree.values()) {
      if (!isUsable(one)) {
        wanted.add(one);
      }
    }
    return wanted;
  }

  private boolean isUsable(Wanted wanted) {
    return farm.current(wanted.what())
        .filter(build -> build.state().isUsable() && build.version().equals(wanted.version()))
        .isPresent();
  }

  List<Event> push(String... names) {
    return tell(
        new Command.Plan(
            new Command.Push("a".repeat(40), "b".repeat(40), "ann", "a push", 1, List.of(names)),
            wanted(),
            Lane.PUSH));
  }

  List<Event> plan(Lane lane) {
    return tell(new Command.Plan(null, wanted(), lane));
  }

  List<Event> force(String name) {
    return force(name, false);
  }

  List<Event> force(String name, boolean first) {
    return tell(new Command.Force(List.of(inTree(name)), Lane.URGENT, first, "olga", "I say so"));
  }

  private Wanted inTree(String name) {
    var wanted = tree.get(what(name));
    if (wanted == null) {
      throw new AssertionError("no package " + name);
    }
    return wanted;
  }

  /// A worker for x86_64 with much of everything.
  TestFarm worker(String name, int slots) {
    return worker(name, slots, 100 * GIB, "x86_64");
  }

  TestFarm worker(String name, int slots, long diskBytes, String... hosts) {
    return worker(
        new WorkerStatus(
            name,
            "s1",
            Set.of(hosts),
            slots,
            8,
            64 * GIB,
            diskBytes,
            diskBytes,
            0,
            "here",
            false,
            List.of()));
  }

  TestFarm worker(WorkerStatus status) {
    statuses.put(status.name(), status);
    tell(new Command.WorkerReported(status));
    return this;
  }

  /// What the worker said last, for changing some of it.
  WorkerStatus status(String worker) {
    var status = statuses.get(worker);
    if (status == null) {
      throw new AssertionError("no worker " + worker);
    }
    return status;
  }

  /// The worker reports what it should be running.
  void takeUp(String worker) {
    var running =
        farm.ordersFor(worker).run().stream()
            .map(lease -> new WorkerStatus.RunningAttempt(lease.attempt(), 0, false))
            .toList();
    report(worker, status(worker).session(), running);
  }

  void report(String worker, String session, List<WorkerStatus.RunningAttempt> running) {
    var old = status(worker);
    worker(
        new WorkerStatus(
            old.name(),
            session,
            old.hosts(),
            old.slots(),
            old.jobsPerBuild(),
            old.memoryBytes(),
            old.diskBytesTotal(),
            old.diskBytesFree(),
            old.diskBytesReclaimable(),
            old.location(),
            old.stopping(),
            running));
  }

  /// No more reports from that worker.
  void silence(String worker) {
    statuses.remove(worker);
  }

  BuildView build(String name) {
    return farm.current(what(name)).orElseThrow(() -> new AssertionError("no build of " + name));
  }

  BuildState state(String name) {
    return build(name).state();
  }

  Lease lease(String name) {
    return build(name)
        .lease()
        .orElseThrow(() -> new AssertionError(name + " is not building: " + why(name)));
  }

  String why(String name) {
    return farm.explain(build(name).build(), now).sentence();
  }

  void end(String name, Outcome outcome) {
    end(name, outcome, new Usage(Duration.ofSeconds(60), 100 * MIB, 100 * MIB));
  }

  void end(String name, Outcome outcome, Usage usage) {
    var lease = lease(name);
    tell(new Command.AttemptEnded(lease.attempt(), lease.worker(), outcome, usage));
  }

  void succeed(String name) {
    end(name, new Outcome.Succeeded());
  }

  void fail(String name) {
    end(name, new Outcome.PackageError(Phase.COMPILE, 2, "no rule to make target"));
  }

  /// Succeeds and is staged.
  void finish(String name) {
    succeed(name);
    tell(new Command.Staged(build(name).build()));
  }

  /// Everything that is due.
  void release() {
    farm.releasable().forEach(set -> tell(new Command.Released(set.builds())));
  }

  /// The names of what is building, in the order in which it started.
  List<String> building() {
    return farm.workers().stream()
        .flatMap(worker -> farm.ordersFor(worker.name()).run().stream())
        .sorted(Comparator.comparing(Lease::attempt))
        .map(TestFarm::name)
        .toList();
  }

  List<String> buildingOn(String worker) {
    return farm.ordersFor(worker).run().stream().map(TestFarm::name).toList();
  }

  private static String name(Lease lease) {
    return name(lease.what());
  }

  static String name(PackageTarget what) {
    String architecture = what.target().architecture();
    return architecture.equals("x86_64") ? what.name() : what.name() + "@" + architecture;
  }

  List<String> in(BuildState state) {
    return tree.keySet().stream()
        .filter(what -> is(farm.current(what).orElse(null), state))
        .map(TestFarm::name)
        .toList();
  }

  private static boolean is(@Nullable BuildView build, BuildState state) {
    return build != null && build.state() == state;
  }
}
