package slipway.scheduler.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.Refused;
import slipway.scheduler.Usage;
import slipway.scheduler.WorkerStatus;

/// One farm in one world, from the first push until nothing happens any more.
///
/// Everything that the master, the publisher and the network do is played here: orders are sent
/// when they may have changed, ends are reported until they are settled, a plan is whole, what is
/// delivered is staged, what is due is released, and a tick comes at each deadline.
public final class Simulation {
  /// The most that the simulation does without time passing, before it says that it is stuck.
  private static final int TURNS_AT_ONCE_MAX = 1_000_000;

  private final Setup setup;
  private final Agenda agenda;
  private final RandomGenerator random;
  private final Tree tree;
  private final Map<String, SimulatedWorker> workers = new LinkedHashMap<>();
  private final Disasters disasters;
  private final List<Event> journal = new ArrayList<>();
  private final Watcher watcher;
  private final Set<List<BuildId>> releasing = new HashSet<>();
  private Farm farm;
  private long tickAtMillis = Long.MAX_VALUE;
  private int pushCount;
  private boolean isRaging = true;

  /// Sees everything that the farm decides. The default does nothing.
  public interface Watcher {
    /// A chance to change what the farm decided: for planting bugs.
    default List<Event> decided(List<Event> events) {
      return events;
    }

    /// After the events were applied.
    default void happened(Simulation simulation, Command command, List<Event> events) {}

    /// Whether [Simulation#journal] is needed. A year of it takes gigabytes.
    default boolean wantsJournal() {
      return true;
    }

    default void refused(Command command, Refused refused) {}

    /// The farm was replayed.
    ///
    /// @param before the snapshot of the farm that was
    default void restarted(Simulation simulation, List<Event> before) {}
  }

  /// A change of the tree.
  public record Push(long atMillis, List<String> packages) {}

  /// @param estimatesKnown whether the farm has learned the efforts of all packages before it
  ///   begins
  /// @param stagingMillis from delivery to stage
  /// @param releaseMillis from the last staged build of a set to its release
  /// @param heartbeatMillis between two reports of a worker to whom nothing happens; 0: it reports
  ///   only when something does, and the policy must not take it for lost
  /// @param calmAtMillis when faults stop; pushes go on
  public record Setup(
      World world,
      Fleet fleet,
      List<Push> pushes,
      Lane lane,
      FarmPolicy policy,
      Faults faults,
      long seed,
      boolean estimatesKnown,
      long stagingMillis,
      long releaseMillis,
      long heartbeatMillis,
      long calmAtMillis) {}

  public Simulation(Setup setup, Watcher watcher) {
    this.setup = setup;
    this.watcher = watcher;
    this.random = new SplittableRandom(setup.seed());
    this.agenda = new Agenda(setup.pushes().isEmpty() ? 0 : setup.pushes().getFirst().atMillis());
    this.tree = new Tree(setup.world());
    this.farm = new Farm(setup.policy());
    this.disasters = new Disasters(this);
    for (var machine : setup.fleet().machines()) {
      var chance = new Chance(random, setup.seed());
      workers.put(
          machine.name(),
          new SimulatedWorker(
              machine,
              machine.name().hashCode() % 2 == 0 ? "here" : "there",
              lease -> setup.world().effort(lease.what()),
              setup.faults(),
              chance,
              agenda,
              () -> send(machine.name())));
    }
    if (setup.estimatesKnown()) {
      learnAll();
    }
    for (var push : setup.pushes()) {
      agenda.at(push.atMillis(), () -> push(push));
    }
    for (var worker : workers.keySet()) {
      heartbeat(worker);
    }
    disasters.begin();
  }

  private void learnAll() {
    for (var what : setup.world().all()) {
      var effort = setup.world().effort(what);
      var usage =
          new Usage(Duration.ofMillis(effort.millis()), effort.diskBytes(), effort.memoryBytes());
      happen(List.of(new Event.EstimateLearned(now(), what, usage, 1, "", Duration.ZERO)));
    }
  }

  /// Runs until `endMillis`, or until nothing more is going to happen.
  public void run(long endMillis) {
    int turnsAtOnce = 0;
    long lastMillis = agenda.nowMillis();
    for (var next = agenda.next(endMillis); next != null; next = agenda.next(endMillis)) {
      turnsAtOnce = agenda.nowMillis() == lastMillis ? turnsAtOnce + 1 : 0;
      lastMillis = agenda.nowMillis();
      if (turnsAtOnce > TURNS_AT_ONCE_MAX) {
        throw new IllegalStateException("time stands still at " + now());
      }
      next.run();
    }
  }

  /// Whether nothing is on its way.
  public boolean isQuiet() {
    return pushCount == setup.pushes().size()
        && farm.builds().stream().allMatch(build -> build.state().isSettled());
  }

  private void push(Push push) {
    pushCount++;
    push.packages().forEach(name -> tree.bump(name, pushCount));
    var what =
        new Command.Push("", Integer.toString(pushCount), "somebody", "a push", 1, push.packages());
    tell(new Command.Plan(what, tree.wanted(), setup.lane()));
  }

  /// Looks at the tree again, as the farm does now and then.
  void planAgain() {
    tell(new Command.Plan(null, tree.wanted(), setup.lane()));
  }

  private void heartbeat(String worker) {
    report(worker);
    if (setup.heartbeatMillis() > 0) {
      agenda.in(setup.heartbeatMillis(), () -> heartbeat(worker));
    }
  }

  /// The worker's word is on its way, late and perhaps twice.
  private void send(String worker) {
    long late = lateness();
    agenda.in(late, () -> report(worker));
    if (late > 0 && random.nextInt(8) == 0) {
      agenda.in(late + lateness(), () -> report(worker));
    }
  }

  private void report(String name) {
    var worker = worker(name);
    if (!disasters.isReachable(name)) {
      return;
    }
    tell(new Command.WorkerReported(worker.status()));
    for (var end : worker.ends()) {
      tell(end);
    }
  }

  private long lateness() {
    long most = isRaging ? setup.faults().lateness().toMillis() : 0;
    return most == 0 ? 0 : random.nextLong(most + 1);
  }

  /// Asks the farm, applies what it decides, and sees to all that follows.
  void tell(Command command) {
    List<Event> events;
    try {
      events = watcher.decided(farm.decide(command, now()));
    } catch (Refused refused) {
      watcher.refused(command, refused);
      return;
    }
    happen(events);
    watcher.happened(this, command, events);
    follow(events);
  }

  private void happen(List<Event> events) {
    for (var event : events) {
      farm.apply(event);
      if (event.isJournaled() && watcher.wantsJournal()) {
        journal.add(event);
      }
      if (event instanceof Event.BuildStaged staged) {
        noteStaged(staged.build());
      }
    }
  }

  private void follow(List<Event> events) {
    for (var event : events) {
      if (event instanceof Event.BuildDelivered delivered) {
        agenda.in(setup.stagingMillis(), () -> tell(new Command.Staged(delivered.build())));
      }
    }
    for (var set : farm.releasable()) {
      if (releasing.add(set.builds())) {
        agenda.in(setup.releaseMillis(), () -> release(set.builds()));
      }
    }
    for (var worker : farm.takeWorkersToTell()) {
      agenda.in(lateness(), () -> deliver(worker));
    }
    farm.nextDeadline().ifPresent(this::tickAt);
  }

  private void release(List<BuildId> builds) {
    releasing.remove(builds);
    tell(new Command.Released(builds));
  }

  private void noteStaged(BuildId id) {
    farm.build(id).ifPresent(build -> tree.staged(build.what(), Tree.number(build.version())));
  }

  private void deliver(String worker) {
    if (disasters.isReachable(worker)) {
      worker(worker).obey(farm.ordersFor(worker));
    }
  }

  private void tickAt(Instant deadline) {
    long atMillis = Math.max(deadline.toEpochMilli(), agenda.nowMillis());
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

  /// The master begins anew from what is durable.
  void restartMaster() {
    var before = farm.snapshot();
    farm =
        Farm.replay(
            setup.policy(), random.nextBoolean() && watcher.wantsJournal() ? journal : before);
    watcher.restarted(this, before);
    tickAtMillis = Long.MAX_VALUE;
    farm.nextDeadline().ifPresent(this::tickAt);
    farm.builds().stream()
        .filter(build -> build.state() == BuildState.DELIVERED)
        .forEach(build ->
            agenda.in(setup.stagingMillis(), () -> tell(new Command.Staged(build.build()))));
    releasing.clear();
    follow(List.of());
  }

  /// From now on nothing goes wrong any more, and everybody is back.
  public void calm() {
    isRaging = false;
    workers.values().forEach(SimulatedWorker::mend);
    disasters.end();
  }

  public boolean isRaging() {
    return isRaging;
  }

  public Instant now() {
    return Instant.ofEpochMilli(agenda.nowMillis());
  }

  public Farm farm() {
    return farm;
  }

  public Tree tree() {
    return tree;
  }

  public Setup setup() {
    return setup;
  }

  /// Everything that has happened, if the watcher wants it.
  public List<Event> journal() {
    return journal;
  }

  /// What that worker would report now.
  public WorkerStatus statusOf(String worker) {
    return worker(worker).status();
  }

  Agenda agenda() {
    return agenda;
  }

  RandomGenerator random() {
    return random;
  }

  SimulatedWorker worker(String name) {
    var worker = workers.get(name);
    if (worker == null) {
      throw new IllegalArgumentException("no worker " + name);
    }
    return worker;
  }

  /// The slot-time that workers have spent on attempts, whatever their end.
  public long busyMillis() {
    return workers.values().stream().mapToLong(SimulatedWorker::busyMillis).sum();
  }

  List<String> workerNames() {
    return List.copyOf(workers.keySet());
  }
}
