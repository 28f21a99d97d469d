package slipway.worker.attempt;

/// How an attempt ended, as the worker sees it. The names are those on the wire.
public enum Cause {
  SUCCEEDED,
  PACKAGE_ERROR,
  FETCH_FAILED,
  OUT_OF_SPACE,
  OUT_OF_MEMORY,
  NO_OUTPUT,
  TOO_LONG,
  WORKER_LOST,
  WORKER_ERROR,
  ATTEMPT_CANCELLED,
  NOT_BUILDABLE;

  /// Whether the build tree may show why: it is kept for a while.
  public boolean leavesTree() {
    return switch (this) {
      case PACKAGE_ERROR, NO_OUTPUT, TOO_LONG -> true;
      case SUCCEEDED,
          FETCH_FAILED,
          OUT_OF_SPACE,
          OUT_OF_MEMORY,
          WORKER_LOST,
          WORKER_ERROR,
          ATTEMPT_CANCELLED,
          NOT_BUILDABLE ->
          false;
    };
  }
}
