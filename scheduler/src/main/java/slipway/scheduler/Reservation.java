package slipway.scheduler;

import java.util.Comparator;

/// What a worker keeps free for one attempt. A part that is 0 is not known yet.
///
/// @param diskBytes of its build area
/// @param memoryBytes of its memory
public record Reservation(long diskBytes, long memoryBytes) implements Comparable<Reservation> {
  public static final Reservation UNKNOWN = new Reservation(0, 0);

  private static final Comparator<Reservation> ORDER =
      Comparator.comparingLong(Reservation::diskBytes).thenComparingLong(Reservation::memoryBytes);

  public Reservation {
    if (diskBytes < 0 || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "a reservation cannot be negative: " + diskBytes + ", " + memoryBytes);
    }
  }

  /// The same need in steps of half an octave, rounded up: few different values, so that the queue
  /// can keep equal needs together.
  public Reservation inSteps() {
    return new Reservation(step(diskBytes), step(memoryBytes));
  }

  private static long step(long bytes) {
    if (bytes <= 0) {
      return 0;
    }
    long octave = Math.max(Long.highestOneBit(bytes), 1L << 20);
    if (bytes <= octave) {
      return octave;
    }
    long half = octave + octave / 2;
    return bytes <= half ? half : octave * 2;
  }

  @Override
  public int compareTo(Reservation other) {
    return ORDER.compare(this, other);
  }
}
