package slipway.scheduler.simulate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.PackageTarget;

/// A random farm in random weather, all from one seed. While faults rage, nothing false happens;
/// when they stop, everything that can be built is.
public final class FaultSchedule {
  private static final int HOURS_MAX = 24 * 30;

  private final Simulation simulation;
  private final Invariants invariants;

  public FaultSchedule(long seed, Bug bug) {
    invariants =
        new Invariants() {
          @Override
          public List<Event> decided(List<Event> events) {
            return bug == Bug.NONE ? events : bug.plant(events);
          }
        };
    simulation = new Simulation(RandomFarm.of(seed), invariants);
  }

  /// Plays it to its end.
  ///
  /// @throws BrokenInvariant if something false happens, or something that should be built is not
  /// @throws IllegalStateException if the scheduler itself notices that it is wrong
  public void play() {
    simulation.run(RandomFarm.STORM.toMillis());
    awaitQuiet("after the storm");
    for (int round = 0; round < 3; round++) {
      retryWhatFaultsBroke();
      awaitQuiet("after retrying");
    }
    simulation.planAgain();
    awaitQuiet("after planning again");
    simulation.tree().outdated().forEach(this::checkEnded);
    Invariants.checkReplay(simulation);
  }

  /// What has happened until now.
  public List<Event> journal() {
    return simulation.journal();
  }

  public int attemptCount() {
    return invariants.attemptCount();
  }

  public long commandCount() {
    return invariants.commandCount();
  }

  /// How many times a waiting build's explanation was compared with the facts.
  public long explanationCount() {
    return invariants.explanationCount();
  }

  private void awaitQuiet(String when) {
    long startMillis = simulation.now().toEpochMilli();
    for (int hour = 1; !simulation.isQuiet(); hour++) {
      if (hour > HOURS_MAX) {
        var queue = simulation.farm().queue(Optional.empty(), 10, true, simulation.now());
        throw new BrokenInvariant("still not quiet " + when + ": " + queue);
      }
      simulation.run(startMillis + Duration.ofHours(hour).toMillis());
    }
  }

  private void retryWhatFaultsBroke() {
    for (var build : simulation.farm().builds()) {
      boolean broken =
          build.state() == BuildState.CANCELLED
              || (build.state() == BuildState.FAILED && !build.why().contains("it is bad"));
      if (broken && simulation.farm().current(build.what()).orElseThrow().equals(build)) {
        simulation.tell(new Command.Retry(build.build(), "olga", "the storm is over"));
      }
    }
  }

  private void checkEnded(PackageTarget what) {
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
