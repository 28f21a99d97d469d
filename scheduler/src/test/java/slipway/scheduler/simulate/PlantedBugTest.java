package slipway.scheduler.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The fault schedules must find scheduler bugs. Here they are given some.
class PlantedBugTest {
  private static final int SEEDS = 60;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedBugIsFound(Bug bug) {
    int found = -1;
    for (int seed = 0; seed < SEEDS && found < 0; seed++) {
      try {
        new FaultSchedule(seed, bug).play();
      } catch (BrokenInvariant | IllegalStateException e) {
        found = seed;
      }
    }
    assertThat(found).as("the first seed of %d that finds %s", SEEDS, bug).isNotNegative();
  }
}
