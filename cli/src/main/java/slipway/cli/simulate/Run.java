package slipway.cli.simulate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.Target;
import slipway.scheduler.simulate.Faults;
import slipway.scheduler.simulate.Fleet;
import slipway.scheduler.simulate.Incumbent;
import slipway.scheduler.simulate.LowerBound;
import slipway.scheduler.simulate.Measurements;
import slipway.scheduler.simulate.Simulation;
import slipway.scheduler.simulate.World;

/// One simulated farm from its first push to its last package, and what was measured.
record Run(Measurements measurements, long busyMillis, long haltCount) {
  /// Workers that nothing happens to report only when something does.
  private static final Duration NEVER_LOST = Duration.ofDays(10_000);

  static FarmPolicy policy(FarmPolicy.PushOrder order) {
    var before = FarmPolicy.DEFAULT.order();
    return FarmPolicy.DEFAULT.withOrder(
        new FarmPolicy.Order(
            order,
            before.overtakingMost(),
            before.patience(),
            before.patientShare(),
            before.slowdownMost(),
            before.slowdownLeast()));
  }

  static Run of(
      World world,
      Fleet fleet,
      List<Simulation.Push> pushes,
      Lane lane,
      FarmPolicy policy,
      Faults faults,
      long seed) {
    boolean calm = faults.deathsPerDay() + faults.partitionsPerDay() == 0;
    var measurements = new Measurements(world);
    var simulation =
        new Simulation(
            new Simulation.Setup(
                world,
                fleet,
                pushes,
                lane,
                calm ? policy.withLostAfter(NEVER_LOST) : policy,
                faults,
                seed,
                true,
                0,
                0,
                calm ? 0 : 30_000,
                0),
            measurements);
    if (calm) {
      simulation.run(Long.MAX_VALUE / 4);
    } else {
      long day = Duration.ofDays(1).toMillis();
      long endMillis = pushes.getLast().atMillis() + 60 * day;
      for (long at = pushes.getLast().atMillis();
          at < endMillis && !simulation.isQuiet();
          at += day) {
        simulation.run(at);
      }
    }
    return new Run(measurements, simulation.busyMillis(), 0);
  }

  /// The incumbent, with Void's own wiring of builders to workers.
  static Run ofIncumbent(World world, List<Simulation.Push> pushes, Faults faults, long seed) {
    var workerByTarget = new TreeMap<Target, String>();
    for (var target : Inputs.TARGETS) {
      String architecture = target.architecture();
      workerByTarget.put(
          target,
          architecture.startsWith("aarch64")
              ? "aarch64"
              : architecture.endsWith("-musl") ? "musl" : "glibc");
    }
    var wiring = new Incumbent.Wiring(workerByTarget, Map.of("glibc", 4, "musl", 3, "aarch64", 2));
    var measurements = new Measurements(world);
    var incumbent = new Incumbent(world, wiring, pushes, faults, seed, measurements);
    incumbent.run();
    return new Run(measurements, 0, incumbent.haltCount());
  }

  /// Everything is built once.
  static List<Simulation.Push> worldRebuild(World world) {
    var names = world.all().stream().map(what -> what.name()).distinct().sorted().toList();
    return List.of(new Simulation.Push(0, names));
  }

  /// What `slipway simulate` prints.
  Figures figures(World world, Fleet fleet, List<Simulation.Push> pushes) {
    long makespan = measurements.makespanMillis();
    long bound = lowerBoundMillis(world, fleet, pushes);
    return new Figures()
        .put("makespan_seconds", makespan / 1000)
        .put("lower_bound_seconds", bound / 1000)
        .put("makespan_over_lower_bound", round(makespan / (double) Math.max(1, bound)))
        .put("latency_seconds", Figures.latency(measurements.latencies()))
        .put("latency_seconds_by_target", Figures.latencyByTarget(measurements))
        .put("utilisation", round(busyMillis / ((double) Math.max(1, makespan) * fleet.slots())))
        .put("idle_slot_seconds_with_runnable_build", measurements.idleMillis() / 1000)
        .put("attempts", measurements.attemptCount())
        .put("ends_by_cause", measurements.endsByCause())
        .put("never_built", measurements.neverBuiltCount())
        .put("decisions", measurements.commandCount());
  }

  /// For several pushes: the latest of the moments before which each cannot be done.
  private static long lowerBoundMillis(World world, Fleet fleet, List<Simulation.Push> pushes) {
    long latest = 0;
    for (var push : pushes) {
      var what = push.packages().stream().flatMap(name -> world.targetsOf(name).stream()).toList();
      long start = push.atMillis() - pushes.getFirst().atMillis();
      latest = Math.max(latest, start + LowerBound.millis(world, fleet, what));
    }
    return latest;
  }

  static double round(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
