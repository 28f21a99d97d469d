package slipway.scheduler.simulate;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;

/// Random farms in random weather. While faults rage, nothing false happens; when they stop,
/// everything that can be built is.
///
/// One seed, with its journal if it fails: `-Dslipway.seed=17`. Many: `-Dslipway.seeds=10000`.
class SimulationTest {
  private static final int SEEDS = 300;
  private static final int HOURS_MAX = 24 * 30;

  static LongStream seeds() {
    var one = Long.getLong("slipway.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(0, Integer.getInteger("slipway.seeds", SEEDS));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyInvariantHoldsAndEverythingEnds(long seed) {
    var bug = System.getProperty("slipway.plant");
    var invariants =
        bug == null ? new Invariants() : PlantedBugTest.planted(PlantedBugTest.Bug.valueOf(bug));
    var simulation = new Simulation(RandomFarm.of(seed), invariants);
    try {
      weather(simulation);
    } catch (AssertionError | RuntimeException e) {
      if (Long.getLong("slipway.seed") != null) {
        simulation.journal().forEach(System.out::println);
      }
      throw new AssertionError(
          "seed " + seed + ": " + e.getMessage() + " (replay with -Dslipway.seed=" + seed + ")", e);
    }
  }

  static void weather(Simulation simulation) {
    simulation.run(RandomFarm.STORM.toMillis());
    awaitQuiet(simulation, "after the storm");
    for (int round = 0; round < 3; round++) {
      retryWhatFaultsBroke(simulation);
      awaitQuiet(simulation, "after retrying");
    }
    simulation.planAgain();
    awaitQuiet(simulation, "after planning again");
    checkEverythingEnded(simulation);
    Invariants.checkReplay(simulation);
  }

  private static void awaitQuiet(Simulation simulation, String when) {
    long startMillis = simulation.now().toEpochMilli();
    for (int hour = 1; !simulation.isQuiet(); hour++) {
      if (hour > HOURS_MAX) {
        var queue = simulation.farm().queue(Optional.empty(), 10, true, simulation.now());
        throw new AssertionError("still not quiet " + when + ": " + queue);
      }
      simulation.run(startMillis + Duration.ofHours(hour).toMillis());
    }
  }

  private static void retryWhatFaultsBroke(Simulation simulation) {
    for (var build : simulation.farm().builds()) {
      boolean broken =
          build.state() == BuildState.CANCELLED
              || (build.state() == BuildState.FAILED && !build.why().contains("it is bad"));
      if (broken && simulation.farm().current(build.what()).orElseThrow().equals(build)) {
        simulation.tell(new Command.Retry(build.build(), "olga", "the storm is over"));
      }
    }
  }

  private static void checkEverythingEnded(Simulation simulation) {
    for (var what : simulation.tree().outdated()) {
      var build = simulation.farm().current(what).orElseThrow();
      switch (build.state()) {
        case FAILED ->
            Invariants.check(
                build.why().contains("it is bad")
                    || simulation.setup().world().effort(what).diskBytes()
                        == RandomFarm.TOO_BIG_BYTES,
                () -> "failed for no good reason: " + build);
        case DEPENDENCY_FAILED -> {}
        case CANCELLED ->
            Invariants.check(
                simulation.setup().world().dependencies(what).stream()
                    .anyMatch(simulation.tree()::isOutdated),
                () -> "still cancelled: " + build);
        default -> Invariants.check(false, () -> "neither built nor failed: " + build);
      }
    }
  }
}
