package slipway.scheduler;

import java.time.Duration;

/// What an attempt took, as measured by its worker.
public record Usage(Duration duration, long diskBytesPeak, long memoryBytesPeak) {
  public static final Usage NONE = new Usage(Duration.ZERO, 0, 0);
}
