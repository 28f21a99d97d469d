package slipway.master.door;

/// What a client of the farm API may do; each may do what those before it may.
public enum Role {
  /// Reads.
  VIEWER,
  /// Reports pushes; forces, retries and cancels builds.
  COMMITTER,
  /// Drains workers and pauses the farm.
  OPERATOR;

  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }
}
