package slipway.master.wire;

import slipway.proto.AttemptEnd;
import slipway.proto.AttemptReport;
import slipway.scheduler.Outcome;

/// How an attempt ended, from the worker's word.
public final class Outcomes {
  /// Longer messages are cut: they are sentences for people.
  private static final int MESSAGE_CHARS_MAX = 2_000;

  private Outcomes() {}

  /// @throws IllegalArgumentException if the report names no cause
  public static Outcome outcome(AttemptReport report) {
    var end = report.getEnd();
    var phase = Wire.phase(end.getPhase());
    String message = message(end);
    return switch (end.getCause()) {
      case SUCCEEDED -> new Outcome.Succeeded();
      case PACKAGE_ERROR -> new Outcome.PackageError(phase, end.getExitStatus(), message);
      case FETCH_FAILED -> new Outcome.FetchFailed(message);
      case OUT_OF_SPACE ->
          new Outcome.OutOfSpace(
              phase,
              atLeastZero(report.getDiskBytesPeak()),
              atLeastZero(end.getDiskFreeBytes()),
              message);
      case OUT_OF_MEMORY ->
          new Outcome.OutOfMemory(phase, atLeastZero(report.getMemoryBytesPeak()), message);
      case NO_OUTPUT -> new Outcome.TimedOut(phase, true, message);
      case TOO_LONG -> new Outcome.TimedOut(phase, false, message);
      case WORKER_LOST -> new Outcome.WorkerLost(message);
      case WORKER_ERROR -> new Outcome.WorkerError(message);
      case ATTEMPT_CANCELLED -> new Outcome.Cancelled(message);
      case NOT_BUILDABLE -> new Outcome.NotBuildable(message);
      case CAUSE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "attempt %d ended without a cause".formatted(report.getAttempt()));
    };
  }

  /// The sentence that the outcome carries; empty for success.
  public static String message(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> "";
      case Outcome.PackageError error -> error.message();
      case Outcome.FetchFailed failed -> failed.message();
      case Outcome.OutOfSpace space -> space.message();
      case Outcome.OutOfMemory memory -> memory.message();
      case Outcome.TimedOut late -> late.message();
      case Outcome.WorkerError error -> error.message();
      case Outcome.WorkerLost lost -> lost.message();
      case Outcome.NotBuildable not -> not.message();
      case Outcome.Cancelled cancelled -> cancelled.message();
    };
  }

  private static String message(AttemptEnd end) {
    String text = end.getMessage().strip();
    return text.length() <= MESSAGE_CHARS_MAX ? text : text.substring(0, MESSAGE_CHARS_MAX) + "…";
  }

  /// Unsigned on the wire, signed here: beyond 2^63 counts as the most.
  static long atLeastZero(long bytes) {
    return bytes < 0 ? Long.MAX_VALUE : bytes;
  }
}
