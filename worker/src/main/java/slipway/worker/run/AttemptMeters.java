package slipway.worker.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long a worker's own part of an attempt takes. Keeps the last ones, for a bench to read. Safe
/// for many threads.
public final class AttemptMeters {
  private static final int KEPT_MAX = 1000;

  private final Timer start;
  private final Timer end;
  private final Timer upload;
  private final List<Double> startMillis = new ArrayList<>();
  private final List<Double> endMillis = new ArrayList<>();
  private final List<Double> totalMillis = new ArrayList<>();
  private final List<Double> uploadMillis = new ArrayList<>();
  private long uploadedBytes;

  public AttemptMeters(MeterRegistry registry) {
    start =
        Timer.builder("slipway.worker.start")
            .description("From an attempt's slot to its process: checkout, dependencies, wrapper.")
            .register(registry);
    end =
        Timer.builder("slipway.worker.end")
            .description("From the end of an attempt's process until the master has all of it.")
            .register(registry);
    upload =
        Timer.builder("slipway.worker.upload")
            .description("Uploads of package files that came through.")
            .register(registry);
  }

  synchronized void started(Duration took) {
    start.record(took);
    keep(startMillis, took);
  }

  /// @param took from the end of the process
  /// @param total from its start
  synchronized void delivered(Duration took, Duration total) {
    end.record(took);
    keep(endMillis, took);
    keep(totalMillis, total);
  }

  public synchronized void uploaded(long bytes, Duration took) {
    upload.record(took);
    keep(uploadMillis, took);
    uploadedBytes += bytes;
  }

  public synchronized List<Double> startMillis() {
    return List.copyOf(startMillis);
  }

  public synchronized List<Double> endMillis() {
    return List.copyOf(endMillis);
  }

  public synchronized List<Double> totalMillis() {
    return List.copyOf(totalMillis);
  }

  public synchronized List<Double> uploadMillis() {
    return List.copyOf(uploadMillis);
  }

  public synchronized long uploadedBytes() {
    return uploadedBytes;
  }

  public synchronized void forget() {
    List.of(startMillis, endMillis, totalMillis, uploadMillis).forEach(List::clear);
    uploadedBytes = 0;
  }

  private static void keep(List<Double> kept, Duration took) {
    if (kept.size() == KEPT_MAX) {
      kept.removeFirst();
    }
    kept.add(took.toNanos() / 1e6);
  }
}
