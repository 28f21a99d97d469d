package slipway.scheduler;

/// Names an attempt. Positive, never used twice, grows with time. One try of a build on one worker,
/// under one lease.
public record AttemptId(long value) implements Comparable<AttemptId> {
  public AttemptId {
    if (value <= 0) {
      throw new IllegalArgumentException("not the id of an attempt: " + value);
    }
  }

  @Override
  public int compareTo(AttemptId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
