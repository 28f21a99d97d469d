package slipway.scheduler.judge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Event;
import slipway.scheduler.Lease;
import slipway.scheduler.Usage;
import slipway.scheduler.ledger.Draft;

/// What a successful attempt teaches about the next one.
///
/// Durations are averaged, the newest counting for a third; one that is more than three times off
/// counts as three times off. Disk and memory keep the most that was seen and let go of it slowly,
/// because too little costs a whole attempt and too much only some room.
final class Learning {
  private static final int OUTLIER_FACTOR = 3;
  private static final double NEWEST_WEIGHT = 1.0 / 3;

  private final Draft draft;

  Learning(Draft draft) {
    this.draft = draft;
  }

  void learn(Lease lease, Usage usage) {
    var old = draft.estimates().of(lease.what());
    var expected = old == null ? usage : blend(old.expected(), usage);
    int attempts = old == null ? 1 : old.attempts() + 1;
    draft.emit(
        new Event.EstimateLearned(
            draft.now(),
            lease.what(),
            expected,
            attempts,
            lease.worker(),
            deviation(old, expected, usage)));
  }

  /// The mean of how far durations are from what was expected of them, the newest counting for a
  /// third.
  private static Duration deviation(
      Event.@Nullable EstimateLearned old, Usage expected, Usage seen) {
    if (old == null) {
      return Duration.ZERO;
    }
    long off = Math.abs(seen.duration().toMillis() - old.expected().duration().toMillis());
    long tamed = Math.min(off, OUTLIER_FACTOR * expected.duration().toMillis());
    long before = old.deviation().toMillis();
    return Duration.ofMillis(
        old.attempts() <= 1 ? tamed : Math.round(before + NEWEST_WEIGHT * (tamed - before)));
  }

  private static Usage blend(Usage old, Usage seen) {
    long before = old.duration().toMillis();
    long tamed =
        Math.clamp(
            seen.duration().toMillis(), before / OUTLIER_FACTOR, before * OUTLIER_FACTOR + 1000);
    return new Usage(
        Duration.ofMillis(Math.round(before + NEWEST_WEIGHT * (tamed - before))),
        letGoSlowly(old.diskBytesPeak(), seen.diskBytesPeak()),
        letGoSlowly(old.memoryBytesPeak(), seen.memoryBytesPeak()));
  }

  private static long letGoSlowly(long old, long seen) {
    return seen >= old ? seen : old - (old - seen) / 4;
  }
}
