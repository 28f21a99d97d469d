package slipway.scheduler;

/// Names a push. Positive, never used twice, grows with time. One change of the git tree.
public record PushId(long value) implements Comparable<PushId> {
  public PushId {
    if (value <= 0) {
      throw new IllegalArgumentException("not the id of a push: " + value);
    }
  }

  @Override
  public int compareTo(PushId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
