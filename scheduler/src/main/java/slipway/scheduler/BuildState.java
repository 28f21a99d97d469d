package slipway.scheduler;

/// Where a build stands. It moves downwards through the first six, and ends in one of the others.
public enum BuildState {
  /// Waits for dependencies.
  BLOCKED,
  /// Waits for a worker.
  READY,
  /// An attempt runs under a lease.
  BUILDING,
  /// Its packages are with the master, not yet in the repository's stage.
  DELIVERED,
  /// Its packages are in the stage and signed; dependents may start.
  STAGED,
  /// Its packages were seen on the mirrors.
  RELEASED,
  /// Not tried again until its template or a dependency changes, or a person asks.
  FAILED,
  /// Something that it needs has failed, or can never be built.
  DEPENDENCY_FAILED,
  /// A newer version is wanted.
  SUPERSEDED,
  /// A person, or a later push, does not want it any more.
  CANCELLED;

  /// Whether dependents may use what it has built.
  public boolean isUsable() {
    return this == STAGED || this == RELEASED;
  }

  /// Whether the farm has nothing more to do for it by itself.
  public boolean isSettled() {
    return switch (this) {
      case BLOCKED, READY, BUILDING, DELIVERED, STAGED -> false;
      case RELEASED, FAILED, DEPENDENCY_FAILED, SUPERSEDED, CANCELLED -> true;
    };
  }
}
