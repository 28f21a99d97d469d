package slipway.scheduler;

/// How an attempt ended, as the worker tells it.
public sealed interface Outcome {
  /// Its log is durable and its packages are with the master, checked against the lease.
  record Succeeded() implements Outcome {}

  /// The package's own build, check or packaging went wrong.
  record PackageError(Phase phase, int exitStatus, String message) implements Outcome {}

  /// Sources or dependencies could not be fetched.
  record FetchFailed(String message) implements Outcome {}

  /// @param diskBytesPeak what its directories held at the most
  /// @param diskBytesFree what the build area had left at the end
  record OutOfSpace(Phase phase, long diskBytesPeak, long diskBytesFree, String message)
      implements Outcome {}

  record OutOfMemory(Phase phase, long memoryBytesPeak, String message) implements Outcome {}

  /// Silent for longer than the limit, or running for longer.
  record TimedOut(Phase phase, boolean silent, String message) implements Outcome {}

  /// The worker could not do its part.
  record WorkerError(String message) implements Outcome {}

  /// No word from the worker for the lost-after time, or it came back without the attempt.
  record WorkerLost(String message) implements Outcome {}

  /// The build tool itself says: not for this target.
  record NotBuildable(String message) implements Outcome {}

  /// Stopped because the master ordered it.
  record Cancelled(String message) implements Outcome {}
}
