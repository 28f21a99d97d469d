package slipway.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.function.ToDoubleFunction;
import slipway.proto.HostFigures;
import slipway.worker.host.HostFacts;
import slipway.worker.host.HostMeter;
import slipway.worker.master.Synchronizer;
import slipway.worker.space.SpaceKeeper;

/// The worker's meters.
final class WorkerMetrics {
  private final MeterRegistry registry;

  WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(Crew crew, SpaceKeeper space, Synchronizer synchronizer, HostMeter host) {
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
    watch(host);
  }

  /// As the last report had them.
  private void watch(HostMeter host) {
    gauge("load", "", "One-minute load average.", host, _ -> HostFacts.load());
    gauge(
        "memory.free",
        "bytes",
        "Memory that builds could still have.",
        host,
        HostFigures::getMemoryFreeBytes);
    gauge("inodes.free", "", "Free inodes of the build area.", host, HostFigures::getInodesFree);
    gauge(
        "context.switches",
        "",
        "Context switches of the host in each second.",
        host,
        f -> f.hasContextSwitchesPerSecond() ? f.getContextSwitchesPerSecond() : Double.NaN);
    gauge(
        "temperature",
        "celsius",
        "Of the hottest sensor; nothing where there is none.",
        host,
        f -> f.hasTemperatureCelsius() ? f.getTemperatureCelsius() : Double.NaN);
    gauge(
        "ccache.hits",
        "",
        "Hits of the compiler cache.",
        host,
        f -> f.getCompilerCache().getHits());
    gauge(
        "ccache.misses",
        "",
        "Misses of the compiler cache.",
        host,
        f -> f.getCompilerCache().getMisses());
    gauge(
        "ccache.size",
        "bytes",
        "Size of the compiler cache.",
        host,
        f -> f.getCompilerCache().getSizeBytes());
    gauge(
        "ccache.cleanups",
        "",
        "Times that the compiler cache threw something out.",
        host,
        f -> f.getCompilerCache().getCleanups());
    gauge(
        "log.unsent",
        "bytes",
        "Of logs that were printed and are not with the master.",
        host,
        HostFigures::getLogBytesUnsent);
    gauge(
        "held",
        "",
        "Builds whose output waits, since their log spool is full.",
        host,
        HostFigures::getHeldBackCount);
    gauge(
        "trees.kept",
        "",
        "Kept build trees of failed attempts.",
        host,
        HostFigures::getKeptTreesCount);
  }

  private void gauge(
      String name, String unit, String sentence, HostMeter host, ToDoubleFunction<HostFigures> of) {
    Gauge.builder("slipway.worker." + name, host, h -> of.applyAsDouble(h.last()))
        .baseUnit(unit.isEmpty() ? null : unit)
        .description(sentence)
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
