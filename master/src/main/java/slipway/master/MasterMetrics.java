package slipway.master;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.journal.Journal;
import slipway.master.upkeep.LogBackups;
import slipway.master.wire.Wire;
import slipway.proto.ListRepositoriesResponse;
import slipway.proto.TargetSummary;
import slipway.scheduler.BuildState;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.Lane;

/// All meters of the master.
///
///     slipway.queue.builds{target,state}   newest builds of each package, by state
///     slipway.dispatch.latency{lane}       from ready to assigned to a worker
///     slipway.attempts{outcome}            attempts that ended
///     slipway.builds{state}                builds that came into a final state
///     slipway.slots.idle.seconds           slot-seconds that passed while a build could have started
///     slipway.workers.suspected            workers that get one build at a time
///     slipway.workers.drained.by.farm      workers that the farm has drained by itself
///     slipway.workers.connected            workers with an open stream
///     slipway.journal.events               events that were journaled
///     slipway.leader                       1 while this master leads
///     slipway.disk.free{of}                bytes where the data directory and the repository are
///     slipway.publishing.trouble           reasons why nothing is published or released just now
///     slipway.log.backup.age               since the newest backup of the logs, in seconds; NaN without one
///
/// What is published is in [RepositoryMetrics].
public final class MasterMetrics {
  private static final Logger log = LoggerFactory.getLogger(MasterMetrics.class);

  private final MeterRegistry registry;
  private final Map<Lane, Timer> dispatchLatency = new EnumMap<>(Lane.class);
  private final MultiGauge queueBuilds;
  private final RepositoryMetrics repositories;
  private final AtomicLong leader = new AtomicLong();
  private final AtomicLong connected = new AtomicLong();

  private final AtomicLong suspected = new AtomicLong();
  private final AtomicLong drainedByFarm = new AtomicLong();
  private final AtomicLong publishingTroubles = new AtomicLong();
  private final Counter idleSeconds;

  /// Since [#idleSince]. Guarded by this.
  private int idleSlots;

  private Instant idleSince = Instant.MAX;

  /// When each waiting build became ready, and its lane. Owned by the loop's thread.
  private final Map<Long, Ready> readySince = new HashMap<>();

  private final Map<Long, Lane> laneOf = new HashMap<>();

  private record Ready(Instant at, Lane lane) {}

  public MasterMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Lane lane : Lane.values()) {
      dispatchLatency.put(
          lane,
          Timer.builder("slipway.dispatch.latency")
              .description("From ready to assigned to a worker")
              .tag("lane", lower(lane))
              .publishPercentiles(0.5, 0.99)
              .register(registry));
    }
    queueBuilds =
        MultiGauge.builder("slipway.queue.builds")
            .description("The newest builds of each package, by state")
            .register(registry);
    repositories = new RepositoryMetrics(registry);
    Gauge.builder("slipway.leader", leader, AtomicLong::get)
        .description("1 while this master leads")
        .register(registry);
    idleSeconds =
        Counter.builder("slipway.slots.idle.seconds")
            .description("Slot-seconds that passed while a build could have started in the slot")
            .register(registry);
    Gauge.builder("slipway.workers.suspected", suspected, AtomicLong::get)
        .description("Workers that get one build at a time because attempts fail there")
        .register(registry);
    Gauge.builder("slipway.workers.drained.by.farm", drainedByFarm, AtomicLong::get)
        .description("Workers that the farm has drained by itself: somebody must look at them")
        .register(registry);
    Gauge.builder("slipway.publishing.trouble", publishingTroubles, AtomicLong::get)
        .description("Reasons why nothing is published or released just now")
        .register(registry);
    Gauge.builder("slipway.workers.connected", connected, AtomicLong::get)
        .description("Workers with an open stream")
        .register(registry);
  }

  /// How old the newest backup of the logs is.
  void measures(LogBackups backups, InstantSource time) {
    Gauge.builder(
            "slipway.log.backup.age",
            backups,
            made ->
                made.newest()
                    .map(at -> (double) Duration.between(at, time.instant()).toSeconds())
                    .orElse(Double.NaN))
        .description("Since the newest backup of the logs")
        .baseUnit("seconds")
        .register(registry);
  }

  /// How much room there is where these are.
  ///
  /// @param what for people: `data`, `repository`
  void measuresDisk(String what, Path directory) {
    Gauge.builder("slipway.disk.free", directory, MasterMetrics::freeBytes)
        .description("Free space where that is kept")
        .baseUnit("bytes")
        .tag("of", what)
        .register(registry);
  }

  private static double freeBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException unknown) {
      return Double.NaN;
    }
  }

  /// Slot-seconds that have passed since the master began while a build could have started.
  double idleSlotSeconds() {
    return idleSeconds.count();
  }

  /// Called by the loop's thread with what has just become durable.
  void happened(List<Journal.Entry> entries, Farm farm) {
    watch(farm, entries.getLast().event().at());
    registry.counter("slipway.journal.events").increment(entries.size());
    entries.forEach(entry -> count(entry.event()));
  }

  private void watch(Farm farm, Instant now) {
    idled(now, farm.idleSlots(now));
    long suspects = 0;
    long drained = 0;
    for (var worker : farm.workers()) {
      suspects += worker.suspicion().isEmpty() ? 0 : 1;
      drained += worker.drainedBy().equals(Farm.SELF) ? 1 : 0;
    }
    suspected.set(suspects);
    drainedByFarm.set(drained);
  }

  private synchronized void idled(Instant now, int slots) {
    if (idleSlots > 0 && idleSince.isBefore(now)) {
      idleSeconds.increment(idleSlots * Duration.between(idleSince, now).toMillis() / 1000.0);
    }
    idleSince = now;
    idleSlots = slots;
  }

  private synchronized void standsStill() {
    idleSlots = 0;
  }

  private synchronized void goesOn(Instant now) {
    idled(now, idleSlots);
  }

  private void count(Event event) {
    switch (event) {
      case Event.BuildQueued e -> {
        laneOf.put(e.build().value(), e.lane());
        if (e.state() == BuildState.READY) {
          ready(e.build().value(), e.at());
        }
      }
      case Event.BuildReady e -> ready(e.build().value(), e.at());
      case Event.AttemptStarted e -> assigned(e);
      case Event.AttemptEnded e ->
          registry
              .counter("slipway.attempts", "outcome", lower(Wire.cause(e.outcome())))
              .increment();
      case Event.WorkerDrained e when e.actor().equals(Farm.SELF) ->
          log.atError()
              .addKeyValue("worker", e.worker())
              .addKeyValue("reason", e.reason())
              .log("worker drained by the farm: somebody must look at it");
      case Event.BuildReleased e -> ended(e, "released");
      case Event.BuildFailed e -> ended(e, "failed");
      case Event.BuildCancelled e -> ended(e, "cancelled");
      case Event.BuildSuperseded e -> ended(e, "superseded");
      case Event.BuildDependencyFailed e -> ended(e, "dependency_failed");
      default -> {}
    }
  }

  private void ready(long build, Instant at) {
    var lane = laneOf.getOrDefault(build, Lane.PUSH);
    readySince.put(build, new Ready(at, lane));
  }

  private void assigned(Event.AttemptStarted e) {
    var ready = readySince.remove(e.build().value());
    if (ready != null) {
      var timer = dispatchLatency.get(ready.lane());
      if (timer != null) {
        timer.record(Duration.between(ready.at(), e.at()));
      }
    }
  }

  private void ended(Event.OfBuild event, String state) {
    laneOf.remove(event.build().value());
    readySince.remove(event.build().value());
    registry.counter("slipway.builds", "state", state).increment();
  }

  void leads(boolean leads) {
    leader.set(leads ? 1 : 0);
    if (!leads) {
      standsStill();
    }
  }

  /// Called every few seconds with what the views show.
  void shows(
      List<TargetSummary> targets,
      ListRepositoriesResponse published,
      int troubles,
      int connectedWorkers,
      Instant now) {
    goesOn(now);
    publishingTroubles.set(troubles);
    connected.set(connectedWorkers);
    var rows = new ArrayList<MultiGauge.Row<?>>();
    for (TargetSummary summary : targets) {
      summary
          .getBuildsByStateMap()
          .forEach((state, count) ->
              rows.add(
                  MultiGauge.Row.of(
                      Tags.of(
                          "target",
                          Wire.text(summary.getTarget()),
                          "state",
                          state.toLowerCase(Locale.ROOT)),
                      count)));
    }
    queueBuilds.register(rows, true);
    repositories.shows(published);
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
