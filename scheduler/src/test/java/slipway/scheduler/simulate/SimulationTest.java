package slipway.scheduler.simulate;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random farms in random weather, see [FaultSchedule].
///
/// One seed, with its journal if it fails: `-Dslipway.seed=17`. Many: `slipway simulate --seeds
/// 10000`. With a planted bug: `-Dslipway.plant=TWO_LEASES`.
class SimulationTest {
  private static final int SEEDS = 300;

  static LongStream seeds() {
    var one = Long.getLong("slipway.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(0, Integer.getInteger("slipway.seeds", SEEDS));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyInvariantHoldsAndEverythingEnds(long seed) {
    var schedule =
        new FaultSchedule(seed, Bug.valueOf(System.getProperty("slipway.plant", "NONE")));
    try {
      schedule.play();
    } catch (RuntimeException e) {
      if (Long.getLong("slipway.seed") != null) {
        schedule.journal().forEach(System.out::println);
      }
      throw new AssertionError(
          "seed " + seed + ": " + e.getMessage() + " (replay with -Dslipway.seed=" + seed + ")", e);
    }
  }
}
