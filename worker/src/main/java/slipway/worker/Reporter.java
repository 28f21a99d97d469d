package slipway.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import slipway.proto.AttemptReport;
import slipway.proto.HostFigures;
import slipway.proto.WorkerFacts;
import slipway.proto.WorkerReport;
import slipway.worker.host.HostFacts;
import slipway.worker.host.HostMeter;
import slipway.worker.master.LogSender;
import slipway.worker.run.Attempt;
import slipway.worker.run.AttemptStatus;
import slipway.worker.space.KeptTrees;
import slipway.worker.space.SpaceKeeper;
import slipway.worker.space.StateReserve;
import slipway.worker.wire.Wire;

/// Says what the worker is and what it runs. For one thread at a time.
final class Reporter {
  // Walking over caches is not for every report.
  private static final Duration RECLAIMABLE_KEPT = Duration.ofSeconds(60);

  private final WorkerConfig config;
  private final String version;
  private final CompletableFuture<Map<String, String>> tools;
  private final SpaceKeeper space;
  private final StateReserve reserve;
  private final Crew crew;
  private final HostMeter host;
  private final KeptTrees kept;
  private final LogSender logs;
  private final String session = UUID.randomUUID().toString();
  private volatile boolean stopping;
  private long reclaimableBytes;
  private long reclaimableNanos = System.nanoTime() - RECLAIMABLE_KEPT.toNanos();

  Reporter(
      WorkerConfig config,
      String version,
      CompletableFuture<Map<String, String>> tools,
      SpaceKeeper space,
      StateReserve reserve,
      Crew crew,
      HostMeter host,
      KeptTrees kept,
      LogSender logs) {
    this.config = config;
    this.version = version;
    this.tools = tools;
    this.space = space;
    this.reserve = reserve;
    this.crew = crew;
    this.host = host;
    this.kept = kept;
    this.logs = logs;
  }

  /// Whether the worker drains itself; says whether that is news.
  boolean stopping(boolean wished) {
    boolean news = stopping != wished;
    stopping = wished;
    return news;
  }

  int attemptCount() {
    return crew.attempts().size();
  }

  WorkerReport report() {
    var report =
        WorkerReport.newBuilder().setWorker(config.name()).setSession(session).setFacts(facts());
    for (Attempt attempt : crew.attempts()) {
      report.addAttempts(attemptReport(attempt));
    }
    return report.build();
  }

  private static AttemptReport attemptReport(Attempt attempt) {
    long id = attempt.files().attempt();
    AttemptStatus status = attempt.status();
    return status
        .delivered()
        .map(ending -> Wire.report(id, ending))
        .orElseGet(() ->
            AttemptReport.newBuilder()
                .setAttempt(id)
                .setPhase(Wire.phase(status.phase()))
                .setStarted(Wire.timestamp(status.started()))
                .setLogBytes(status.logBytes())
                .setDiskBytesPeak(status.diskBytesPeak())
                .setMemoryBytesPeak(status.memoryBytesPeak())
                .build());
  }

  private WorkerFacts facts() {
    var facts =
        WorkerFacts.newBuilder()
            .addAllHostArchitectures(config.hosts())
            .setSlots(config.slots())
            .setJobsPerBuild(config.jobsPerBuild())
            .setMemoryBytes(HostFacts.memoryBytes())
            .setMemoryFreeBytes(HostFacts.memoryFreeBytes())
            .setLoad(HostFacts.load())
            .setVersion(version)
            .putAllTools(tools.getNow(Map.of()))
            .setStopping(stopping)
            .setLocation(config.location())
            .addAllDrivers(config.drivers())
            .setFigures(figures());
    try {
      facts.setDiskTotalBytes(space.area().totalBytes());
      // Without its reserve it could not even write orders down: nothing new then.
      facts.setDiskFreeBytes(reserve.isFull() ? space.area().freeBytes() : 0);
      facts.setDiskReclaimableBytes(reclaimable());
    } catch (IOException notNow) {
      // The next report says it; a worker whose disk cannot be read says none is free.
      facts.setDiskFreeBytes(0);
    }
    return facts.build();
  }

  private HostFigures figures() {
    try {
      var figures = host.measure().setLogBytesUnsent(logs.unsentBytes());
      for (Attempt attempt : crew.attempts()) {
        if (attempt.status().held()) {
          figures.addHeldBack(attempt.files().attempt());
        }
      }
      return host.keep(figures.addAllKeptTrees(kept.attempts()));
    } catch (IOException notNow) {
      return host.last();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return host.last();
    }
  }

  private long reclaimable() throws IOException {
    if (System.nanoTime() - reclaimableNanos >= RECLAIMABLE_KEPT.toNanos()) {
      reclaimableBytes = space.reclaimableBytes();
      reclaimableNanos = System.nanoTime();
    }
    return reclaimableBytes;
  }
}
