package slipway.master.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/// The time that leases, deadlines and records go by: it never jumps and never runs backwards.
///
/// It begins at the system's clock and advances with a monotonic one. Where the system's clock has
/// been set meanwhile, it follows by a tenth: an hour's jump is made good within ten hours, and
/// until then no lease is longer or shorter than it should be by more than that tenth. A new
/// process begins at the system's clock again. Safe for many threads.
public final class SteadyTime implements InstantSource {
  private static final int FOLLOWS_BY = 10;

  /// A record that is further ahead of the system's clock than this was made by a clock that was
  /// wrong.
  private static final Duration AHEAD_MAX = Duration.ofDays(1);

  private final InstantSource systemClock;
  private final LongSupplier monotonicNanos;
  private final AtomicReference<Reading> last;

  private record Reading(long nanos, Instant at) {}

  /// @param monotonicNanos as {@link System#nanoTime}
  public SteadyTime(InstantSource systemClock, LongSupplier monotonicNanos) {
    this.systemClock = systemClock;
    this.monotonicNanos = monotonicNanos;
    last = new AtomicReference<>(new Reading(monotonicNanos.getAsLong(), systemClock.instant()));
  }

  public static SteadyTime start() {
    return new SteadyTime(InstantSource.system(), System::nanoTime);
  }

  @Override
  public Instant instant() {
    return last.updateAndGet(this::next).at();
  }

  /// Goes on from a record that an earlier leader made, if that is ahead: what follows must not
  /// seem to have happened before it.
  public void goOnFrom(Instant record) {
    if (record.isBefore(systemClock.instant().plus(AHEAD_MAX))) {
      last.updateAndGet(now -> record.isAfter(now.at()) ? new Reading(now.nanos(), record) : now);
    }
  }

  private Reading next(Reading before) {
    long nanos = monotonicNanos.getAsLong();
    long passed = Math.max(0, nanos - before.nanos());
    Instant straight = before.at().plusNanos(passed);
    Duration behind = Duration.between(straight, systemClock.instant());
    Duration limit = Duration.ofNanos(passed / FOLLOWS_BY);
    Duration correction =
        behind.abs().compareTo(limit) <= 0 ? behind : behind.isNegative() ? limit.negated() : limit;
    return new Reading(before.nanos() + passed, straight.plus(correction));
  }
}
