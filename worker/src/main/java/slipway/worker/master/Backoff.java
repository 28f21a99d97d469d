package slipway.worker.master;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Growing pauses between tries, with chance in them, so that a hundred workers do not come back at
/// once.
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final RandomGenerator random;
  private Duration next = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  void pause() throws InterruptedException {
    Thread.sleep(next.toMillis() / 2 + random.nextLong(next.toMillis() / 2 + 1));
    next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
  }

  void succeeded() {
    next = FIRST;
  }
}
