package slipway.scheduler;

/// What a worker keeps free for one attempt.
///
/// @param diskBytes of its build area
/// @param memoryBytes of its memory
public record Reservation(long diskBytes, long memoryBytes) {
  public Reservation {
    if (diskBytes < 0 || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "a reservation cannot be negative: " + diskBytes + ", " + memoryBytes);
    }
  }
}
