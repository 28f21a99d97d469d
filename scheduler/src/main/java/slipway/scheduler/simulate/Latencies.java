package slipway.scheduler.simulate;

import java.util.Arrays;

/// Spans of time, and what a reader wants to know of them.
public final class Latencies {
  private long[] millis = new long[64];
  private int count;
  private boolean isSorted;

  void add(long span) {
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, 2 * count);
    }
    millis[count++] = span;
    isSorted = false;
  }

  public int count() {
    return count;
  }

  /// Nearest rank; 0 if there are none.
  public long percentileMillis(double percent) {
    if (count == 0) {
      return 0;
    }
    if (!isSorted) {
      Arrays.sort(millis, 0, count);
      isSorted = true;
    }
    int rank = (int) Math.ceil(count * percent / 100);
    return millis[Math.clamp(rank - 1, 0, count - 1)];
  }

  public double meanMillis() {
    double sum = 0;
    for (int index = 0; index < count; index++) {
      sum += millis[index];
    }
    return count == 0 ? 0 : sum / count;
  }

  /// Between 0 and 1.
  public double shareAbove(long span) {
    int above = 0;
    for (int index = 0; index < count; index++) {
      above += millis[index] > span ? 1 : 0;
    }
    return count == 0 ? 0 : (double) above / count;
  }

  public long mostMillis() {
    return percentileMillis(100);
  }
}
