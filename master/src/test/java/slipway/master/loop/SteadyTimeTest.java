package slipway.master.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyTimeTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private Instant wall = NOON;
  private long nanos = 42;
  private final SteadyTime time = new SteadyTime(() -> wall, () -> nanos);

  private void pass(Duration span) {
    wall = wall.plus(span);
    nanos += span.toNanos();
  }

  @ParameterizedTest(name = "the clock is set by {0} h")
  @ValueSource(ints = {-1, 1, -1000, 1000})
  void aJumpIsFollowedByATenth(int hours) {
    pass(Duration.ofMinutes(1));
    assertThat(time.instant()).isEqualTo(NOON.plusSeconds(60));
    wall = wall.plus(Duration.ofHours(hours));
    assertThat(time.instant()).isEqualTo(NOON.plusSeconds(60));
    pass(Duration.ofSeconds(90));
    assertThat(Duration.between(NOON.plusSeconds(60), time.instant()))
        .isEqualTo(Duration.ofSeconds(90 + 9 * Integer.signum(hours)));
  }

  @ParameterizedTest(name = "the clock is set by {0} h")
  @ValueSource(ints = {-1, 1})
  void anHourIsMadeGoodInTen(int hours) {
    wall = wall.plus(Duration.ofHours(hours));
    for (int minute = 0; minute <= 600; minute++) {
      time.instant();
      pass(Duration.ofMinutes(1));
    }
    assertThat(time.instant()).isEqualTo(wall);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itNeverRunsBackwardsWhateverTheClockDoes(long seed) {
    var random = new Random(seed);
    Instant before = time.instant();
    for (int i = 0; i < 10_000; i++) {
      nanos += random.nextInt(1_000_000);
      wall = wall.plusSeconds(random.nextInt(-4_000, 4_000));
      Instant now = time.instant();
      assertThat(now).isAfterOrEqualTo(before);
      before = now;
    }
  }

  @Test
  void itGoesOnFromTheLastRecordUnlessThatIsAbsurd() {
    time.goOnFrom(NOON.plus(Duration.ofHours(1)));
    assertThat(time.instant()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    time.goOnFrom(NOON);
    assertThat(time.instant()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    time.goOnFrom(NOON.plus(Duration.ofDays(400)));
    assertThat(time.instant()).isEqualTo(NOON.plus(Duration.ofHours(1)));
  }
}
