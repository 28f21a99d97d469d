package slipway.scheduler.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.scheduler.BuildId;
import slipway.scheduler.Event;
import slipway.scheduler.Expected;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// What is foretold is compared with what then happens, in a farm whose builds last from 70 % to
/// 130 % of what they should.
class ForecastTest {
  private static final int PACKAGES = 150;
  private static final Faults RESTLESS =
      new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, Duration.ofMillis(1), 0);

  private static World world(SplittableRandom random) {
    var world = new World(new World.Effort(60_000, 1 << 20, 1 << 20));
    var target = Target.nativeTo("x86_64");
    for (int number = 0; number < PACKAGES; number++) {
      var what = new PackageTarget("p" + number, target);
      world.add(
          what,
          number < 20 || random.nextInt(3) > 0
              ? List.of()
              : List.of(new PackageTarget("p" + random.nextInt(number), target)));
      world.effort(
          "p" + number,
          new World.Effort(
              10_000 + (long) (Math.exp(random.nextDouble() * 5) * 20_000), 1 << 20, 1 << 20));
    }
    return world;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void eightOfTenBuildsStartAndEndWithinWhatWasForetold(long seed) {
    var world = world(new SplittableRandom(seed));
    var machine = new Fleet.Machine("w", Set.of("x86_64"), 4, 4, 64L << 30, 1L << 40, 1);
    var names = world.all().stream().map(PackageTarget::name).toList();
    var simulation =
        new Simulation(
            new Simulation.Setup(
                world,
                new Fleet(List.of(machine)),
                List.of(new Simulation.Push(1_000, names)),
                Lane.PUSH,
                FarmPolicy.DEFAULT,
                RESTLESS,
                seed,
                true,
                0,
                0,
                30_000,
                0),
            new Simulation.Watcher() {});
    simulation.run(600_000);
    Map<BuildId, Expected> foretold = simulation.farm().forecast(simulation.now());
    for (int hour = 1; hour < 100 && !simulation.isQuiet(); hour++) {
      simulation.run(600_000 + hour * 3_600_000L);
    }
    var starts = new HashMap<BuildId, Long>();
    int asForetold = 0;
    int count = 0;
    for (var event : simulation.journal()) {
      if (event instanceof Event.AttemptStarted started) {
        starts.put(started.build(), started.at().toEpochMilli());
      } else if (event instanceof Event.AttemptEnded ended && foretold.containsKey(ended.build())) {
        var expected = foretold.get(ended.build());
        long slack = 2_000;
        count++;
        asForetold +=
            starts.getOrDefault(ended.build(), 0L)
                        >= expected.startEarliest().toEpochMilli() - slack
                    && starts.getOrDefault(ended.build(), 0L)
                        <= expected.startLatest().toEpochMilli() + slack
                    && !ended.at().plusMillis(slack).isBefore(expected.endEarliest())
                    && !ended.at().minusMillis(slack).isAfter(expected.endLatest())
                ? 1
                : 0;
      }
    }
    assertThat(count).isGreaterThan(100);
    assertThat(asForetold).as("of " + count).isGreaterThan(count * 8 / 10);
  }
}
