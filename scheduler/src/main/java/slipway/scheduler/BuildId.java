package slipway.scheduler;

/// Names a build. Positive, never used twice, grows with time. One package at one version for one
/// target: the unit that is queued.
public record BuildId(long value) implements Comparable<BuildId> {
  public BuildId {
    if (value <= 0) {
      throw new IllegalArgumentException("not the id of a build: " + value);
    }
  }

  @Override
  public int compareTo(BuildId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
