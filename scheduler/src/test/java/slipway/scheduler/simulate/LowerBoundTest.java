package slipway.scheduler.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

class LowerBoundTest {
  private static final Target GLIBC = Target.nativeTo("x86_64");
  private static final Target MUSL = Target.nativeTo("x86_64-musl");
  private static final Fleet FLEET =
      new Fleet(List.of(machine("w1", 2, "x86_64"), machine("w2", 1, "x86_64-musl", "x86_64")));

  private static Fleet.Machine machine(String name, int slots, String... hosts) {
    return new Fleet.Machine(name, Set.of(hosts), slots, 1, 1L << 40, 1L << 40, 1);
  }

  private static World world() {
    var world = new World(new World.Effort(60_000, 1, 1));
    world.add(what("a", GLIBC), List.of());
    world.add(what("b", GLIBC), List.of(what("a", GLIBC)));
    world.add(what("c", GLIBC), List.of(what("b", GLIBC)));
    for (int number = 0; number < 5; number++) {
      world.add(what("m" + number, MUSL), List.of());
    }
    return world;
  }

  private static PackageTarget what(String name, Target target) {
    return new PackageTarget(name, target);
  }

  @Test
  void theLongestChainBoundsIt() {
    assertThat(LowerBound.criticalPathMillis(world(), FLEET, world().all())).isEqualTo(180_000);
  }

  @Test
  void theWorkOfOneHostBoundsItThoughOthersHaveFreeSlots() {
    assertThat(LowerBound.workMillis(world(), FLEET, world().all())).isEqualTo(300_000);
  }

  @Test
  void aSimulatedRebuildIsNeverFasterAndLeavesNoSlotIdle() {
    var measurements = new Measurements(world());
    var names = world().all().stream().map(PackageTarget::name).distinct().toList();
    new Simulation(
            new Simulation.Setup(
                world(),
                FLEET,
                List.of(new Simulation.Push(0, names)),
                Lane.BULK,
                FarmPolicy.DEFAULT.withLostAfter(Duration.ofDays(99)),
                Faults.NONE,
                1,
                true,
                0,
                0,
                0,
                0),
            measurements)
        .run(Long.MAX_VALUE / 4);
    assertThat(measurements.makespanMillis())
        .isBetween(LowerBound.millis(world(), FLEET, world().all()), 301_000L);
    assertThat(measurements.idleMillis()).isZero();
    assertThat(measurements.neverBuiltCount()).isZero();
  }
}
