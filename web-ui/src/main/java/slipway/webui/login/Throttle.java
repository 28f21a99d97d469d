package slipway.webui.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Slows down whoever guesses passwords: after a few failures each further one doubles the pause.
final class Throttle {

  private static final int FREE_FAILURES = 4;
  private static final Duration PAUSE_MIN = Duration.ofSeconds(2);

  /// At the bound the longest-known key is forgotten.
  private static final int KEYS_MAX = 10_000;

  private record Failures(int count, Instant nextAllowed) {}

  private final InstantSource time;
  private final Duration pauseMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Failures> failuresByKey = new LinkedHashMap<>();

  Throttle(InstantSource time, Duration pauseMax) {
    this.time = time;
    this.pauseMax = pauseMax;
  }

  /// How long `key` must wait; zero if it may try now.
  Duration pauseOf(String key) {
    lock.lock();
    try {
      var failures = failuresByKey.get(key);
      var pause =
          failures == null
              ? Duration.ZERO
              : Duration.between(time.instant(), failures.nextAllowed());
      return pause.isPositive() ? pause : Duration.ZERO;
    } finally {
      lock.unlock();
    }
  }

  void failed(String key) {
    lock.lock();
    try {
      var former = failuresByKey.remove(key);
      int count = former == null ? 1 : former.count() + 1;
      failuresByKey.put(key, new Failures(count, time.instant().plus(pauseAfter(count))));
      if (failuresByKey.size() > KEYS_MAX) {
        var oldestFirst = failuresByKey.keySet().iterator();
        oldestFirst.next();
        oldestFirst.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  void succeeded(String key) {
    lock.lock();
    try {
      failuresByKey.remove(key);
    } finally {
      lock.unlock();
    }
  }

  private Duration pauseAfter(int count) {
    if (count <= FREE_FAILURES) {
      return Duration.ZERO;
    }
    var pause = PAUSE_MIN.multipliedBy(1L << Math.min(count - FREE_FAILURES - 1, 20));
    return pause.compareTo(pauseMax) > 0 ? pauseMax : pause;
  }
}
