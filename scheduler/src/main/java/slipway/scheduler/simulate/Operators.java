package slipway.scheduler.simulate;

import java.time.Duration;
import java.util.List;
import slipway.scheduler.BuildView;
import slipway.scheduler.Command;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.PushId;
import slipway.scheduler.Target;

/// People who do something, wise or not: everything that operators can do, at random.
final class Operators {
  private static final String WHO = "olga";
  private static final int KINDS = 13;
  private static final List<Lane> LANES = List.of(Lane.values());
  private static final List<Command.Place> PLACES = List.of(Command.Place.values());

  private final Simulation simulation;

  Operators(Simulation simulation) {
    this.simulation = simulation;
  }

  void meddle() {
    var random = simulation.random();
    var builds = simulation.farm().builds();
    var names = simulation.workerNames();
    String worker = names.get(random.nextInt(names.size()));
    boolean undo = random.nextBoolean();
    switch (random.nextInt(KINDS)) {
      case 0 -> {
        if (!builds.isEmpty()) {
          simulation.tell(new Command.Retry(any(builds).build(), WHO, "why not"));
        }
      }
      case 1 -> {
        if (!builds.isEmpty()) {
          simulation.tell(new Command.Cancel(any(builds).build(), WHO, "why not"));
        }
      }
      case 2 -> simulation.tell(new Command.Drain(worker, undo, WHO, "new kernel"));
      case 3 -> simulation.tell(new Command.Pause(undo, WHO, "lunch"));
      case 4 -> simulation.planAgain();
      case 5, 6 -> simulation.tell(hold(undo));
      case 7 ->
          simulation.tell(
              new Command.DrainLocation(undo ? "here" : "there", random.nextBoolean(), WHO, ""));
      case 8 -> simulation.tell(window(worker));
      case 9 -> cancelWindow();
      case 10 -> {
        if (!builds.isEmpty()) {
          simulation.tell(move(any(builds)));
        }
      }
      case 11 -> simulation.tell(correct());
      default -> force();
    }
  }

  /// Takes back all that still stands.
  void end() {
    var farm = simulation.farm();
    for (var hold : farm.holds()) {
      simulation.tell(new Command.Hold(hold.packageName(), hold.target(), true, WHO, "over"));
    }
    for (var drain : farm.drainedLocations()) {
      simulation.tell(new Command.DrainLocation(drain.location(), true, WHO, "over"));
    }
    for (var window : farm.windows(simulation.now())) {
      simulation.tell(new Command.CancelWindow(window.window(), WHO, "over"));
    }
  }

  private Command.Hold hold(boolean undo) {
    var random = simulation.random();
    var holds = simulation.farm().holds();
    if (undo && !holds.isEmpty()) {
      var hold = holds.get(random.nextInt(holds.size()));
      return new Command.Hold(hold.packageName(), hold.target(), true, WHO, "mended");
    }
    var what = anyPackage();
    int kind = random.nextInt(3);
    return new Command.Hold(
        kind == 0 ? "" : what.name(), kind == 1 ? Target.ANY : what.target(), false, WHO, "broken");
  }

  private Command.PlanWindow window(String worker) {
    var random = simulation.random();
    var from = simulation.now().plus(Duration.ofSeconds(random.nextInt(7_200)));
    int kind = random.nextInt(4);
    return new Command.PlanWindow(
        kind < 2 ? worker : "",
        kind == 2 ? "here" : "",
        from,
        from.plus(Duration.ofSeconds(1 + random.nextInt(7_200))),
        WHO,
        "new kernel");
  }

  private void cancelWindow() {
    var windows = simulation.farm().windows(simulation.now());
    if (!windows.isEmpty()) {
      var window = windows.get(simulation.random().nextInt(windows.size()));
      simulation.tell(new Command.CancelWindow(window.window(), WHO, "not today"));
    }
  }

  private Command.Move move(BuildView build) {
    var random = simulation.random();
    var lane = LANES.get(random.nextInt(LANES.size()));
    Command.Selection what =
        switch (random.nextInt(4)) {
          case 0 -> new Command.Selection.OfLane(build.lane());
          case 1 -> new Command.Selection.OfPush(new PushId(Math.max(1, build.push())));
          default -> new Command.Selection.One(build.build());
        };
    var place = PLACES.get(random.nextInt(PLACES.size()));
    boolean stays = random.nextBoolean() && !(what instanceof Command.Selection.OfLane);
    return new Command.Move(what, stays ? null : lane, place, WHO, "hurry");
  }

  private Command.CorrectEstimate correct() {
    var random = simulation.random();
    var what = anyPackage();
    return new Command.CorrectEstimate(
        what.name(),
        random.nextBoolean() ? what.target() : Target.ANY,
        Duration.ofSeconds(random.nextInt(2_000)),
        random.nextLong(12 * RandomFarm.GIB),
        random.nextLong(6 * RandomFarm.GIB),
        WHO,
        "I know better");
  }

  private void force() {
    var what = anyPackage();
    simulation.tell(
        new Command.Force(
            List.of(simulation.tree().wanted(what)),
            Lane.URGENT,
            simulation.random().nextBoolean(),
            WHO,
            "I want it"));
  }

  private PackageTarget anyPackage() {
    var all = List.copyOf(simulation.setup().world().all());
    return all.get(simulation.random().nextInt(all.size()));
  }

  private BuildView any(List<BuildView> builds) {
    return builds.get(simulation.random().nextInt(builds.size()));
  }
}
