package slipway.master.workers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import slipway.master.door.NoLeader;
import slipway.master.loop.FarmLoop;

/// The packages whose builds wait, for workers that look for space: the distfiles of these will be
/// needed soon. As of a few seconds ago.
final class NeededDistfiles {
  /// Names that are told; a longer queue is needed from its beginning on.
  private static final int NAMES_MAX = 300;

  private static final Duration FRESH_FOR = Duration.ofSeconds(15);

  private record Told(Instant at, List<String> names) {}

  private final AtomicReference<Told> told =
      new AtomicReference<>(new Told(Instant.EPOCH, List.of()));

  /// Asks the farm at most once in {@link #FRESH_FOR}. Not to be called by the farm's own thread.
  List<String> names(FarmLoop loop) {
    var before = told.get();
    Instant now = loop.now();
    if (now.isBefore(before.at().plus(FRESH_FOR))) {
      return before.names();
    }
    if (!told.compareAndSet(before, new Told(now, before.names()))) {
      return before.names();
    }
    try {
      var names =
          loop.query(farm -> farm.queue(Optional.empty(), NAMES_MAX, true, now)).stream()
              .map(entry -> entry.build().what().name())
              .distinct()
              .sorted()
              .toList();
      told.set(new Told(now, names));
      return names;
    } catch (NoLeader over) {
      return before.names();
    }
  }
}
