package slipway.scheduler.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Outcome;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// Measures a simulation while it runs: how long each pushed package took to be built on each of
/// its targets.
public final class Measurements implements Simulation.Watcher {
  private record Waiting(int push, long pushedMillis) {}

  private final World world;
  private final Map<PackageTarget, List<Waiting>> waitingByPackage = new HashMap<>();
  private final TreeMap<Target, Latencies> latenciesByTarget = new TreeMap<>();
  private final TreeMap<String, Integer> requeuesByCause = new TreeMap<>();
  private final Map<PackageTarget, TreeMap<Integer, Long>> latencyByPush = new HashMap<>();
  private final Latencies latencies = new Latencies();
  private int pushCount;
  private int attemptCount;
  private long commandCount;
  private long firstMillis = Long.MAX_VALUE;
  private long idleMillis;
  private long idleSinceMillis;
  private int idleSlots;
  private long lastStagedMillis;

  public Measurements(World world) {
    this.world = world;
  }

  @Override
  public boolean wantsJournal() {
    return false;
  }

  @Override
  public void happened(Simulation simulation, Command command, List<Event> events) {
    commandCount++;
    long nowMillis = simulation.now().toEpochMilli();
    idleMillis += idleSlots * (nowMillis - idleSinceMillis);
    idleSinceMillis = nowMillis;
    idleSlots = simulation.farm().idleSlots(simulation.now());
    if (command instanceof Command.Plan plan && plan.push() != null) {
      pushed(plan.push(), simulation.now().toEpochMilli());
    }
    for (var event : events) {
      switch (event) {
        case Event.AttemptStarted _ -> attemptCount++;
        case Event.BuildStaged e ->
            simulation
                .farm()
                .build(e.build())
                .ifPresent(build ->
                    staged(
                        build.what(),
                        Tree.number(build.version()),
                        simulation.now().toEpochMilli()));
        case Event.AttemptEnded e -> ended(e.outcome());
        default -> {}
      }
    }
  }

  private void ended(Outcome outcome) {
    if (!(outcome instanceof Outcome.Succeeded)) {
      requeuesByCause.merge(outcome.getClass().getSimpleName(), 1, Integer::sum);
    }
  }

  void pushed(Command.Push push, long nowMillis) {
    pushCount++;
    firstMillis = Math.min(firstMillis, nowMillis);
    for (var name : push.packages()) {
      for (var what : world.targetsOf(name)) {
        waitingByPackage
            .computeIfAbsent(what, _ -> new ArrayList<>())
            .add(new Waiting(pushCount, nowMillis));
      }
    }
  }

  /// A version satisfies every push up to the one that it was made from.
  void staged(PackageTarget what, int version, long nowMillis) {
    lastStagedMillis = Math.max(lastStagedMillis, nowMillis);
    var waiting = waitingByPackage.get(what);
    if (waiting == null) {
      return;
    }
    waiting.removeIf(one -> {
      if (one.push() > version) {
        return false;
      }
      latencies.add(nowMillis - one.pushedMillis());
      latencyByPush
          .computeIfAbsent(what, _ -> new TreeMap<>())
          .put(one.push(), nowMillis - one.pushedMillis());
      latenciesByTarget
          .computeIfAbsent(what.target(), _ -> new Latencies())
          .add(nowMillis - one.pushedMillis());
      return true;
    });
  }

  /// From the push of a package to its packages in the stage, for each package and target.
  public Latencies latencies() {
    return latencies;
  }

  public Map<Target, Latencies> latenciesByTarget() {
    return latenciesByTarget;
  }

  /// How many times longer than with `other` each pushed package and target took, in thousandths;
  /// what took less than `leastMillis` there counts as that.
  public Latencies slowdownsOver(Measurements other, long leastMillis) {
    var slowdowns = new Latencies();
    latencyByPush.forEach((what, byPush) -> {
      var there = other.latencyByPush.getOrDefault(what, new TreeMap<>());
      byPush.forEach((push, millis) -> {
        long otherMillis = Math.max(leastMillis, there.getOrDefault(push, 0L));
        slowdowns.add(1000 * Math.max(leastMillis, millis) / otherMillis);
      });
    });
    return slowdowns;
  }

  /// The same against the last build of the push there: what comes together has no order of its
  /// own.
  public Latencies slowdownsOverPush(Measurements other, long leastMillis) {
    var lastByPush = new HashMap<Integer, Long>();
    other
        .latencyByPush
        .values()
        .forEach(
            byPush -> byPush.forEach((push, millis) -> lastByPush.merge(push, millis, Math::max)));
    var slowdowns = new Latencies();
    for (var byPush : latencyByPush.values()) {
      byPush.forEach((push, millis) -> {
        long otherMillis = Math.max(leastMillis, lastByPush.getOrDefault(push, 0L));
        slowdowns.add(1000 * Math.max(leastMillis, millis) / otherMillis);
      });
    }
    return slowdowns;
  }

  /// Ends of attempts other than success, by outcome.
  public Map<String, Integer> endsByCause() {
    return requeuesByCause;
  }

  /// Slot-seconds, in milliseconds, that passed while a build could have started in that slot.
  public long idleMillis() {
    return idleMillis;
  }

  public int attemptCount() {
    return attemptCount;
  }

  public long commandCount() {
    return commandCount;
  }

  public int neverBuiltCount() {
    return waitingByPackage.values().stream().mapToInt(List::size).sum();
  }

  /// From the first push to the last package in the stage.
  public long makespanMillis() {
    return lastStagedMillis - firstMillis;
  }
}
