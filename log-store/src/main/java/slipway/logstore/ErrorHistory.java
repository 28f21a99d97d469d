package slipway.logstore;

import java.time.Instant;
import java.util.Optional;

/// Where an error was seen.
///
/// @param first the oldest sighting
/// @param last the newest one
/// @param count sightings, at most {@link #COUNT_MAX}
public record ErrorHistory(Optional<Sighting> first, Optional<Sighting> last, int count) {
  /// No more sightings are counted.
  public static final int COUNT_MAX = 10_000;

  /// One log that ended with the error.
  public record Sighting(long attempt, long line, long offset, Instant closedAt) {}
}
