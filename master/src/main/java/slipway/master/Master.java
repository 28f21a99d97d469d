package slipway.master;

import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.door.NoLeader;
import slipway.master.farm.FarmService;
import slipway.master.journal.Journal;
import slipway.master.leadership.Leadership;
import slipway.master.loop.FarmLoop;
import slipway.master.loop.Leading;
import slipway.master.loop.Leases;
import slipway.master.loop.SteadyTime;
import slipway.master.loop.Term;
import slipway.master.upkeep.LogBackups;
import slipway.master.workers.LastReports;
import slipway.master.workers.OrderSpelling;
import slipway.master.workers.TreeRequests;
import slipway.master.workers.WorkerSessions;
import slipway.master.workers.WorkersService;
import slipway.scheduler.Farm;
import slipway.scheduler.Orders;

/// The deciding process.
///
///     workers ─► WorkersService ─┐                 ┌─► journal
///     people  ─► FarmService ────┼─► FarmLoop ─────┼─► history ─► FarmService
///     tree    ─► PlanLoop ───────┤   (one thread)  └─► orders ──► WorkersService
///     stage   ─► PublishLoop ────┘
///
/// The services are there from the start; the loops only while this master leads.
public final class Master implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Master.class);
  private static final Duration HISTORY_PATIENCE = Duration.ofMinutes(1);
  private static final long METRICS_EVERY_SECONDS = 5;

  private final MasterConfig config;
  private final DataDirectory data;
  private final Stores stores;
  private final Loops loops;
  private final MasterMetrics metrics;
  private final SteadyTime time = SteadyTime.start();
  private final Leases leases = new Leases();
  private final WorkerSessions sessions = new WorkerSessions();
  private final LastReports reports = new LastReports();
  private final TreeRequests trees = new TreeRequests();
  private final ExecutorService streams =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("stream-", 0).factory());
  private final ScheduledExecutorService meters =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("meters").factory());
  private final AtomicReference<@Nullable Term> term = new AtomicReference<>();
  private final AtomicReference<@Nullable Leadership> leadership = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LogBackups logBackups;
  private final GrpcDoor door;

  private Master(
      MasterConfig config, DataDirectory data, Stores stores, Loops loops, MasterMetrics metrics)
      throws MasterException {
    this.config = config;
    this.data = data;
    this.stores = stores;
    this.loops = loops;
    this.metrics = metrics;
    logBackups = LogBackups.start(stores.logs(), config.policy().logBackup(), time);
    metrics.measures(logBackups, time);
    metrics.measuresDisk("data", config.dataDirectory());
    metrics.measuresDisk("repository", config.repository().directory());
    door = GrpcDoor.open(config, stores.enrolment(), services());
  }

  /// Starts a master with what the configuration names.
  ///
  /// @throws MasterException if it cannot: every mistake of the configuration at once, a busy port,
  ///   a data directory that is locked or cannot be written
  public static Master start(MasterConfig config, MeterRegistry registry) throws MasterException {
    return start(config, registry, new TreeAndRepository.Opener(config));
  }

  /// Starts a master with other loops around its farm: for benches and tests.
  public static Master start(MasterConfig config, MeterRegistry registry, Loops.Maker maker)
      throws MasterException {
    var mistakes = config.mistakes();
    if (!mistakes.isEmpty()) {
      throw new MasterException(
          "The configuration has %d mistakes:%n  %s"
              .formatted(mistakes.size(), String.join("%n  ".formatted(), mistakes)));
    }
    var data = DataDirectory.lock(config.dataDirectory());
    var open = new ArrayDeque<AutoCloseable>();
    open.push(data);
    try {
      var stores = Stores.open(config, data, maker);
      open.push(stores);
      var loops = maker.make(stores.history(), stores.intake(), stores.logs());
      open.push(loops);
      var master = new Master(config, data, stores, loops, new MasterMetrics(registry));
      master.stand();
      return master;
    } catch (MasterException told) {
      closeAll(open);
      throw told;
    } catch (IOException | RuntimeException failed) {
      closeAll(open);
      throw new MasterException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private static void closeAll(Deque<AutoCloseable> open) {
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception failed) {
        log.atWarn().setCause(failed).log("not closed after a failed start");
      }
    }
  }

  private List<BindableService> services() {
    Leading leading = this::loop;
    var spelling =
        new OrderSpelling(
            config.tree().urlForWorkers(),
            config.policy().driver(),
            config.policy().checks(),
            loops.publishing()::repositoriesFor);
    var workers =
        new WorkersService(
            leading,
            leases,
            sessions,
            reports,
            spelling,
            loops.acceptance(),
            stores.logs(),
            stores.intake(),
            streams,
            stores.enrolment(),
            trees);
    var farm =
        new FarmService(
            stores.history(),
            stores.chronicle(),
            leading,
            reports,
            stores.logs(),
            spelling,
            logBackups,
            stores.enrolment(),
            sessions,
            trees,
            loops.tree(),
            loops.publishing(),
            config.targets(),
            config.publicReading(),
            metrics::idleSlotSeconds,
            this::address,
            streams);
    return List.of(workers, farm);
  }

  private void stand() {
    door.serving(false);
    leadership.set(
        Leadership.start(
            stores.ensemble(), address(), () -> stores.journal().fence(), new Turns()));
    var _ =
        meters.scheduleWithFixedDelay(
            this::measure, METRICS_EVERY_SECONDS, METRICS_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void measure() {
    door.refreshCertificate();
    try {
      metrics.shows(
          stores.history().targets(),
          loops.publishing().repositories(),
          loops.publishing().problems().size(),
          sessions.connected().size(),
          time.instant());
    } catch (IOException failed) {
      log.atWarn().setCause(failed).log("meters not updated");
    }
  }

  /// What begins and ends with this master's leadership.
  private final class Turns implements Leadership.Listener {
    @Override
    public void lead(long epoch) throws IOException {
      var begun =
          Term.begin(
              config.policy().farm(),
              stores.journal(),
              stores.chronicle(),
              leases,
              new Around(),
              config.policy().snapshotEvery(),
              epoch,
              time);
      term.set(begun);
      stores.chronicle().await(stores.journal().lastSequence(), HISTORY_PATIENCE);
      loops.begin(begun.loop());
      metrics.leads(true);
      door.serving(true);
    }

    @Override
    public void follow() {
      door.serving(false);
      metrics.leads(false);
      var ended = term.getAndSet(null);
      if (ended != null) {
        sessions.endAll("this master leads no more: look for another");
        ended.close();
        loops.end();
      }
    }
  }

  /// What a term has to do with the rest of the master.
  private final class Around implements Term.Surroundings {
    @Override
    public void post(String worker, Orders orders) {
      sessions.post(worker, orders);
    }

    @Override
    public boolean isConnected(String worker) {
      return sessions.isConnected(worker);
    }

    @Override
    public void happened(List<Journal.Entry> entries, Farm farm) {
      metrics.happened(entries, farm);
      loops.happened(entries);
    }

    @Override
    public void failed(Exception cause) {
      var current = leadership.get();
      if (current != null) {
        current.stepDown();
      }
    }
  }

  private FarmLoop loop() {
    var current = term.get();
    if (current == null) {
      var elected = leadership.get();
      throw new NoLeader(elected == null ? "" : elected.leader().orElse(""));
    }
    return current.loop();
  }

  /// The port that it listens on.
  public int port() {
    return door.port();
  }

  /// How others reach it: `host:port`.
  public String address() {
    return config.listen().address() + ":" + door.port();
  }

  /// Whether it leads just now.
  public boolean leads() {
    return term.get() != null;
  }

  /// Leaves in good order: the leadership first, then the port, then the disk.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    meters.shutdownNow();
    var elected = leadership.getAndSet(null);
    if (elected != null) {
      elected.close();
    }
    door.close();
    streams.close();
    loops.close();
    logBackups.close();
    stores.close();
    try {
      data.close();
    } catch (IOException failed) {
      log.atWarn().setCause(failed).log("lock of the data directory not released");
    }
  }
}
