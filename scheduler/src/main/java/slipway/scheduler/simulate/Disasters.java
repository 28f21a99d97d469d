package slipway.scheduler.simulate;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import slipway.scheduler.BuildView;
import slipway.scheduler.Command;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;

/// What befalls a simulated farm from outside: deaths, partitions, restarts, and people.
final class Disasters {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final Simulation simulation;
  private final TreeSet<String> unreachable = new TreeSet<>();

  Disasters(Simulation simulation) {
    this.simulation = simulation;
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
    again(faults.operations(), this::meddle);
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
  }

  /// Somebody does something, wise or not.
  private void meddle() {
    var random = simulation.random();
    var builds = simulation.farm().builds();
    var names = simulation.workerNames();
    String worker = names.get(random.nextInt(names.size()));
    boolean undo = random.nextBoolean();
    switch (random.nextInt(6)) {
      case 0 -> {
        if (!builds.isEmpty()) {
          simulation.tell(new Command.Retry(any(builds).build(), "olga", "why not"));
        }
      }
      case 1 -> {
        if (!builds.isEmpty()) {
          simulation.tell(new Command.Cancel(any(builds).build(), "olga", "why not"));
        }
      }
      case 2 -> simulation.tell(new Command.Drain(worker, undo, "olga", "new kernel"));
      case 3 -> simulation.tell(new Command.Pause(undo, "olga", "lunch"));
      case 4 -> simulation.planAgain();
      default -> force(random.nextInt(Integer.MAX_VALUE));
    }
  }

  private void force(int which) {
    var all = List.copyOf(simulation.setup().world().all());
    PackageTarget what = all.get(which % all.size());
    simulation.tell(
        new Command.Force(
            List.of(simulation.tree().wanted(what)), Lane.URGENT, "olga", "I want it"));
  }

  private BuildView any(List<BuildView> builds) {
    return builds.get(simulation.random().nextInt(builds.size()));
  }
}
