package slipway.scheduler.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// A small world, fleet and set of faults, all from one seed.
final class RandomFarm {
  static final long GIB = 1L << 30;
  static final Duration STORM = Duration.ofHours(8);

  private static final List<Target> TARGETS =
      List.of(
          Target.nativeTo("x86_64"),
          Target.nativeTo("x86_64-musl"),
          new Target("x86_64", "aarch64"),
          new Target("x86_64-musl", "armv7l-musl"),
          Target.nativeTo("i686"));

  /// What no worker has.
  static final long TOO_BIG_BYTES = 500 * GIB;

  private final RandomGenerator random;
  private final TreeSet<String> tooBig = new TreeSet<>();

  private RandomFarm(long seed) {
    this.random = new SplittableRandom(seed);
  }

  static Simulation.Setup of(long seed) {
    return new RandomFarm(seed).setup(seed);
  }

  private Simulation.Setup setup(long seed) {
    var targets = TARGETS.subList(0, 1 + random.nextInt(TARGETS.size()));
    var world = world(targets);
    var fleet = fleet(targets);
    var policy = FarmPolicy.DEFAULT.withLostAfter(Duration.ofSeconds(150));
    return new Simulation.Setup(
        world,
        fleet,
        pushes(world),
        random.nextInt(4) == 0 ? Lane.BULK : Lane.PUSH,
        policy,
        faults(),
        seed,
        tooBig.isEmpty() && random.nextBoolean(),
        random.nextInt(20_000),
        random.nextInt(60_000),
        60_000,
        STORM.toMillis());
  }

  private World world(List<Target> targets) {
    var world = new World(new World.Effort(60_000, GIB, GIB));
    int count = 3 + random.nextInt(14);
    for (int number = 0; number < count; number++) {
      for (var target : targets) {
        if (random.nextInt(10) > 0) {
          world.add(new PackageTarget("p" + number, target), dependencies(number, target, targets));
        }
      }
      boolean isTooBig = random.nextInt(60) == 0;
      long disk = isTooBig ? TOO_BIG_BYTES : 1 + random.nextLong(12 * GIB);
      if (isTooBig) {
        tooBig.add("p" + number);
      }
      world.effort(
          "p" + number,
          new World.Effort(
              5_000 + (long) (Math.exp(random.nextDouble() * 6) * 8_000),
              disk,
              1 + random.nextLong(6 * GIB)));
    }
    return world;
  }

  private Set<PackageTarget> dependencies(int number, Target target, List<Target> targets) {
    var dependencies = new TreeSet<PackageTarget>();
    for (int other = 0; other < number; other++) {
      if (random.nextInt(number + 2) < 2) {
        dependencies.add(new PackageTarget("p" + other, target));
      }
    }
    var host = Target.nativeTo(target.host());
    if (target.isCross() && targets.contains(host)) {
      for (int tool = 0; tool <= number; tool++) {
        if (random.nextInt(number + 4) == 0) {
          dependencies.add(new PackageTarget("p" + tool, host));
        }
      }
    }
    return dependencies;
  }

  private Fleet fleet(List<Target> targets) {
    var hosts = new TreeSet<String>();
    targets.forEach(target -> hosts.add(target.host()));
    var machines = new ArrayList<Fleet.Machine>();
    // One that can build everything, so that the farm can come to an end.
    machines.add(machine("w0", hosts, 24 * GIB));
    int more = random.nextInt(4);
    for (int number = 1; number <= more; number++) {
      var some = new TreeSet<String>();
      hosts.stream().filter(_ -> random.nextBoolean()).forEach(some::add);
      if (some.isEmpty()) {
        some.add(hosts.first());
      }
      machines.add(machine("w" + number, some, 2 * GIB + random.nextLong(20 * GIB)));
    }
    return new Fleet(machines);
  }

  private Fleet.Machine machine(String name, Set<String> hosts, long diskBytes) {
    return new Fleet.Machine(
        name,
        hosts,
        1 + random.nextInt(4),
        1 + random.nextInt(8),
        12 * GIB,
        diskBytes,
        0.5 + random.nextDouble());
  }

  private List<Simulation.Push> pushes(World world) {
    var names =
        new ArrayList<>(new TreeSet<>(world.all().stream().map(PackageTarget::name).toList()));
    var pushes = new ArrayList<Simulation.Push>();
    int count = 1 + random.nextInt(8);
    long at = 1000;
    for (int number = 0; number < count; number++) {
      var packages = new TreeSet<String>();
      int changed = number == 0 ? names.size() : 1 + random.nextInt(4);
      for (int change = 0; change < changed; change++) {
        packages.add(number == 0 ? names.get(change) : names.get(random.nextInt(names.size())));
      }
      pushes.add(new Simulation.Push(at, List.copyOf(packages)));
      at += random.nextLong(STORM.toMillis() / count);
    }
    return pushes;
  }

  private Faults faults() {
    return new Faults(
        some(0.05),
        some(0.05),
        some(0.1),
        some(0.03),
        some(0.03),
        random.nextInt(3) == 0 ? 0.4 : 0,
        some(12),
        some(12),
        some(12),
        Duration.ofSeconds(20 + random.nextInt(1200)),
        some(24),
        random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(1 + random.nextInt(20_000)),
        some(90));
  }

  private double some(double most) {
    return random.nextBoolean() ? 0 : random.nextDouble() * most;
  }
}
