package slipway.publisher.signer;

import java.time.Duration;
import java.time.Instant;

/// So many signatures a minute, on average; a minute's worth may come at once. Pure: time is passed
/// in. Of one thread, or under its owner's lock.
final class RateLimit {
  private static final double SECONDS = 60;

  private final double perMinute;
  private double left;
  private Instant last;

  RateLimit(int perMinute, Instant now) {
    this.perMinute = perMinute;
    this.left = perMinute;
    this.last = now;
  }

  /// @return zero if one more is allowed, which it then counts; otherwise how long to wait
  Duration take(Instant now) {
    double seconds = Math.max(0, Duration.between(last, now).toNanos() / 1e9);
    left = Math.min(perMinute, left + seconds * perMinute / SECONDS);
    last = now;
    if (left >= 1) {
      left -= 1;
      return Duration.ZERO;
    }
    return Duration.ofMillis((long) Math.ceil((1 - left) * SECONDS * 1000 / perMinute));
  }
}
