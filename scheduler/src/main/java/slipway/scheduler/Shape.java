package slipway.scheduler;

/// What a build asks of a worker, in steps, so that builds that ask for the same can stand in one
/// line of the queue.
///
/// @param millisMost how long it is expected to hold a slot at the most: its expected duration with
///   a tenth more, in steps of half an octave
public record Shape(Reservation reservation, long millisMost) {
  private static final long LEAST_MILLIS = 60_000;

  public static Shape of(Reservation reservation, long expectedMillis) {
    return new Shape(reservation, millisMost(expectedMillis));
  }

  private static long millisMost(long expectedMillis) {
    long wanted = expectedMillis + expectedMillis / 10;
    long step = LEAST_MILLIS;
    while (step < wanted && step < Long.MAX_VALUE / 4) {
      long half = step + step / 2;
      if (wanted <= half) {
        return half;
      }
      step *= 2;
    }
    return step;
  }
}
