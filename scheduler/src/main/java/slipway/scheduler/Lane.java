package slipway.scheduler;

/// Who waits for whom: a build starts before those of later lanes, but for ageing.
public enum Lane {
  /// An operator's wish, or a security push.
  URGENT,
  /// What a push called for: low latency.
  PUSH,
  /// World rebuilds: short makespan.
  BULK
}
