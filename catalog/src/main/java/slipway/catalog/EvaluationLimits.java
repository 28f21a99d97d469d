package slipway.catalog;

import java.time.Duration;

/// What one template may use while it is evaluated. Past a limit its evaluation ends and is
/// reported.
///
/// @param processorTime of each process that the template starts, rounded up to whole seconds
/// @param wallTime until the evaluator is killed; far above `processorTime`, because the machine
///   may be busy
/// @param memoryBytes of address space, of each process
/// @param outputBytes that the template may print, and the largest file it may write
/// @param processes alive at once
public record EvaluationLimits(
    Duration processorTime, Duration wallTime, long memoryBytes, long outputBytes, int processes) {

  /// Real templates need 10 ms, 20 MiB and print nothing.
  public static final EvaluationLimits DEFAULT =
      new EvaluationLimits(
          Duration.ofSeconds(10), Duration.ofSeconds(60), 512L << 20, 1L << 20, 64);

  public EvaluationLimits {
    if (!processorTime.isPositive() || !wallTime.isPositive()) {
      throw new IllegalArgumentException("the time limits of an evaluation must be positive");
    }
    if (memoryBytes < 64L << 20 || outputBytes < 64L << 10 || processes < 4) {
      throw new IllegalArgumentException(
          "an evaluation needs at least 64 MiB of memory, 64 KiB of output and 4 processes");
    }
  }

  /// The same limits with other times.
  public EvaluationLimits withTimes(Duration processorTime, Duration wallTime) {
    return new EvaluationLimits(processorTime, wallTime, memoryBytes, outputBytes, processes);
  }
}
