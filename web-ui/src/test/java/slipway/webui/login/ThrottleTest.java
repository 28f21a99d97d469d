package slipway.webui.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Guessing becomes slower and slower.
class ThrottleTest {

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final Throttle throttle = new Throttle(() -> now, Duration.ofMinutes(1));

  @Test
  void aFewMistakesCostNothingAndFurtherOnesDouble() {
    assertThat(pausesAfter(4)).isZero();
    assertThat(pausesAfter(1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(pausesAfter(1)).isEqualTo(Duration.ofSeconds(4));
    assertThat(pausesAfter(40)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void thePausePassesAndSuccessForgets() {
    pausesAfter(5);
    now = now.plusSeconds(2);
    assertThat(throttle.pauseOf("key")).isZero();
    assertThat(pausesAfter(1)).isEqualTo(Duration.ofSeconds(4));
    throttle.succeeded("key");
    assertThat(pausesAfter(1)).isZero();
  }

  @Test
  void othersAreNotSlowedDown() {
    pausesAfter(9);
    assertThat(throttle.pauseOf("other")).isZero();
  }

  private Duration pausesAfter(int failures) {
    for (int i = 0; i < failures; i++) {
      throttle.failed("key");
    }
    return throttle.pauseOf("key");
  }
}
