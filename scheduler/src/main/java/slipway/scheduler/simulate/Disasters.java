package slipway.scheduler.simulate;

import java.time.Duration;
import java.util.TreeSet;
import slipway.scheduler.Command;

/// What befalls a simulated farm from outside: deaths, partitions, restarts, and people.
final class Disasters {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final Simulation simulation;
  private final Operators operators;
  private final TreeSet<String> unreachable = new TreeSet<>();

  Disasters(Simulation simulation) {
    this.simulation = simulation;
    this.operators = new Operators(simulation);
  }

  boolean isReachable(String worker) {
    return !unreachable.contains(worker);
  }

  void begin() {
    var faults = simulation.setup().faults();
    for (var worker : simulation.workerNames()) {
      again(faults.deathsPerDay(), () -> die(worker));
      again(faults.partitionsPerDay(), () -> cutOff(worker));
      again(faults.restartsPerDay(), () -> simulation.worker(worker).restart());
    }
    again(faults.masterRestartsPerDay(), simulation::restartMaster);
    again(faults.operations(), operators::meddle);
    long calmAt = simulation.setup().calmAtMillis();
    if (calmAt > 0) {
      simulation.agenda().at(calmAt, simulation::calm);
    }
  }

  /// Again and again while faults rage, `perDay` times a day on average.
  private void again(double perDay, Runnable what) {
    if (perDay <= 0) {
      return;
    }
    simulation
        .agenda()
        .in(
            around(DAY_MILLIS / perDay),
            () -> {
              if (simulation.isRaging()) {
                what.run();
                again(perDay, what);
              }
            });
  }

  /// An exponentially distributed time.
  private long around(double meanMillis) {
    return (long) (-meanMillis * Math.log(1 - simulation.random().nextDouble()));
  }

  private void die(String worker) {
    simulation.worker(worker).die();
    cutOff(worker);
  }

  private void cutOff(String worker) {
    if (unreachable.add(worker)) {
      long outage = around((double) simulation.setup().faults().outage().toMillis());
      simulation.agenda().in(outage, () -> unreachable.remove(worker));
    }
  }

  void end() {
    unreachable.clear();
    if (simulation.farm().isPaused()) {
      simulation.tell(new Command.Pause(true, "olga", "the storm is over"));
    }
    for (var worker : simulation.farm().workers()) {
      if (!worker.drainedBy().isEmpty()) {
        simulation.tell(new Command.Drain(worker.name(), true, "olga", "the storm is over"));
      }
    }
    operators.end();
  }
}
