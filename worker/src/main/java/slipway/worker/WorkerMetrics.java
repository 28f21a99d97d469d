package slipway.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import slipway.worker.master.Synchronizer;
import slipway.worker.space.SpaceKeeper;

/// The worker's meters.
final class WorkerMetrics {
  private final MeterRegistry registry;

  WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(Crew crew, SpaceKeeper space, Synchronizer synchronizer) {
    Gauge.builder("slipway.worker.attempts", crew, c -> c.attempts().size())
        .description("Attempts that run, or have ended and are not settled.")
        .register(registry);
    Gauge.builder("slipway.worker.disk.free", space, WorkerMetrics::freeBytes)
        .baseUnit("bytes")
        .description("Free space of the build area.")
        .register(registry);
    Gauge.builder("slipway.worker.connected", synchronizer, s -> s.isConnected() ? 1 : 0)
        .description("1 while a master answers, otherwise 0.")
        .register(registry);
  }

  private static double freeBytes(SpaceKeeper space) {
    try {
      return space.area().freeBytes();
    } catch (IOException unknown) {
      return Double.NaN;
    }
  }
}
