package slipway.worker.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import slipway.proto.CompilerCache;
import slipway.proto.HostFigures;

/// Measures the host for each report. What costs more than a look at one file is kept for a while.
/// For one thread; [#last] for any.
public final class HostMeter {
  private static final Duration SLOW_KEPT = Duration.ofSeconds(30);
  private static final Duration RATE_OVER_LEAST = Duration.ofSeconds(1);
  private static final Path STAT = Path.of("/proc/stat");

  private final Path buildArea;
  private final Path compilerCache;
  private final Sensors sensors = new Sensors(Path.of("/sys"));
  private HostFigures slow = HostFigures.getDefaultInstance();
  private long slowNanos = System.nanoTime() - SLOW_KEPT.toNanos();
  private long switches;
  private long switchesNanos;
  private OptionalDouble switchesPerSecond = OptionalDouble.empty();
  private volatile HostFigures last = HostFigures.getDefaultInstance();

  /// @param compilerCache directory of ccache, whether there is one or not
  public HostMeter(Path buildArea, Path compilerCache) {
    this.buildArea = buildArea;
    this.compilerCache = compilerCache;
  }

  /// What [#measure] found last, for those who export it.
  public HostFigures last() {
    return last;
  }

  /// All that can be measured here now; figures of the worker's own are for the caller to add.
  public HostFigures.Builder measure() throws InterruptedException {
    if (System.nanoTime() - slowNanos >= SLOW_KEPT.toNanos()) {
      slow = slowly();
      slowNanos = System.nanoTime();
    }
    var figures = slow.toBuilder().setMemoryFreeBytes(HostFacts.memoryFreeBytes());
    countSwitches();
    switchesPerSecond.ifPresent(figures::setContextSwitchesPerSecond);
    sensors.celsius().ifPresent(figures::setTemperatureCelsius);
    return figures;
  }

  /// Keeps what was reported, for [#last].
  public HostFigures keep(HostFigures.Builder figures) {
    last = figures.build();
    return last;
  }

  private HostFigures slowly() throws InterruptedException {
    var figures = HostFigures.newBuilder();
    Inodes.of(buildArea)
        .ifPresent(inodes -> figures.setInodesTotal(inodes.total()).setInodesFree(inodes.free()));
    try {
      CompilerCacheCounts.read(compilerCache)
          .ifPresent(counts ->
              figures.setCompilerCache(
                  CompilerCache.newBuilder()
                      .setHits(counts.hits())
                      .setMisses(counts.misses())
                      .setSizeBytes(counts.sizeBytes())
                      .setSizeBytesMax(counts.sizeBytesMax())
                      .setCleanups(counts.cleanups())));
    } catch (IOException notNow) {
      // The next report says it.
    }
    return figures.build();
  }

  private void countSwitches() {
    long now = System.nanoTime();
    if (now - switchesNanos < RATE_OVER_LEAST.toNanos() && switches > 0) {
      return;
    }
    OptionalLong counted = contextSwitches();
    if (counted.isPresent()) {
      if (switches > 0) {
        switchesPerSecond =
            OptionalDouble.of((counted.getAsLong() - switches) * 1e9 / (now - switchesNanos));
      }
      switches = counted.getAsLong();
      switchesNanos = now;
    }
  }

  /// Of all processors since the host was started: the line `ctxt` of proc(5).
  private static OptionalLong contextSwitches() {
    try {
      return Files.readAllLines(STAT).stream()
          .filter(line -> line.startsWith("ctxt "))
          .mapToLong(line -> Long.parseLong(line.substring("ctxt ".length()).strip()))
          .findFirst();
    } catch (IOException notToBeRead) {
      return OptionalLong.empty();
    }
  }
}
