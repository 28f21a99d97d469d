package slipway.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.worker.driver.Driver;
import slipway.worker.driver.GitMirror;
import slipway.worker.driver.template.TemplateDriver;
import slipway.worker.driver.xbpssrc.XbpsSrcDriver;
import slipway.worker.host.HostFacts;
import slipway.worker.host.HostMeter;
import slipway.worker.master.LogSender;
import slipway.worker.master.MasterLink;
import slipway.worker.master.MasterOutbox;
import slipway.worker.master.PackageSender;
import slipway.worker.master.Synchronizer;
import slipway.worker.master.TreeSender;
import slipway.worker.process.ControlGroups;
import slipway.worker.process.Offline;
import slipway.worker.process.ProcessSampler;
import slipway.worker.repository.PackageCache;
import slipway.worker.repository.RepositoryReader;
import slipway.worker.run.AttemptMeters;
import slipway.worker.run.Slots;
import slipway.worker.run.Workshop;
import slipway.worker.space.KeptTrees;
import slipway.worker.space.SpaceKeeper;
import slipway.worker.space.StateReserve;
import slipway.worker.wire.AttemptStore;

/// A building process: it runs what the master orders, until it is closed. Builds outlive it; the
/// next one with the same state directory adopts them.
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration IDLE_FOR = Duration.ofSeconds(3);
  private static final Duration PROCESSES_KEPT = Duration.ofMillis(400);

  private final List<AutoCloseable> parts;
  private final Reporter reporter;
  private final Synchronizer synchronizer;
  private final StopWish wish;
  private long idleSinceNanos = System.nanoTime();

  private Worker(
      List<AutoCloseable> parts, Reporter reporter, Synchronizer synchronizer, StopWish wish) {
    this.wish = wish;
    this.parts = List.copyOf(parts);
    this.reporter = reporter;
    this.synchronizer = synchronizer;
  }

  /// Starts a worker. It needs no master to start.
  ///
  /// @throws IllegalArgumentException naming every mistake in the configuration
  /// @throws IOException if a directory cannot be used
  public static Worker start(WorkerConfig config, String version, MeterRegistry registry)
      throws IOException, InterruptedException {
    return start(config, version, registry, new AttemptMeters(registry));
  }

  /// As above, with meters that somebody reads.
  public static Worker start(
      WorkerConfig config, String version, MeterRegistry registry, AttemptMeters meters)
      throws IOException, InterruptedException {
    List<String> mistakes = config.mistakes();
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", mistakes));
    }
    var lock = DirectoryLock.take(config.state());
    for (Path directory : List.of(config.build(), config.cache())) {
      makeUsable(directory);
    }
    InstantSource time = InstantSource.system();
    var random = new Random(new SecureRandom().nextLong());
    var reserve = new StateReserve(config.state(), config.space().stateReserveBytes());
    if (!reserve.fill()) {
      log.atWarn()
          .addKeyValue("directory", config.state())
          .log("disk full: nothing is left in reserve for the worker's state");
    }
    var space = new SpaceKeeper(spaceSettings(config), time);
    var store = new AttemptStore(config.state(), config.build(), reserve);
    var link =
        new MasterLink(
            new MasterLink.Settings(config.masters(), config.trust(), config.tokenFile()));
    var logs = new LogSender(link, random);
    var outbox = new MasterOutbox(logs, new PackageSender(link, random, meters));
    var wake = new Wake();
    ControlGroups groups = ControlGroups.find();
    log.atInfo().addKeyValue("isolation", groups.statement()).log("how builds are kept apart");
    var workshop =
        new Workshop(
            store,
            space,
            reserve,
            new ProcessSampler(PROCESSES_KEPT),
            outbox,
            new Slots(config.slots()),
            config.cache(),
            config.timing().killGrace(),
            groups,
            new Workshop.GroupLimits(config.limits().memoryBytes(), config.limits().cpus()),
            config.space().logSpoolBytes(),
            meters,
            time,
            wake);
    var reader = new RepositoryReader();
    var offline = config.limits().networkAfterFetch() ? Optional.<Offline>empty() : Offline.find();
    log.atInfo()
        .addKeyValue(
            "isolation", offline.isPresent() ? "none after the fetch phase" : "as the host")
        .log("what network builds of the template driver have");
    var crew = new Crew(workshop, drivers(config, reader, offline));
    var host = new HostMeter(config.build(), config.cache().resolve("ccache"));
    var kept = new KeptTrees(config.build().resolve("attempts"), space);
    var trees = new TreeSender(link, kept);
    var reporter =
        new Reporter(
            config,
            version,
            HostFacts.tools(config.xbpsSrc().path()),
            space,
            reserve,
            crew,
            host,
            kept,
            logs);
    var synchronizer =
        new Synchronizer(
            link,
            reporter::report,
            orders -> {
              crew.obey(orders);
              trees.want(orders.wantedTrees());
            },
            config.timing().reportEvery(),
            random);
    wake.to(synchronizer::changed);
    new WorkerMetrics(registry).watch(crew, space, synchronizer, host);
    crew.start();
    logs.start();
    synchronizer.start();
    log.atInfo()
        .addKeyValue("worker", config.name())
        .addKeyValue("masters", config.masters())
        .log("worker started");
    return new Worker(
        List.of(synchronizer, crew, logs, link, reader, lock),
        reporter,
        synchronizer,
        StopWish.in(config.state()));
  }

  /// Whether it was wished to stop when idle ([StopWish]) and is. To be asked now and then, by one
  /// thread; it is what makes the worker heed the wish.
  public boolean isDone() {
    boolean wished = wish.isSet();
    if (reporter.stopping(wished)) {
      idleSinceNanos = System.nanoTime();
      synchronizer.changed();
    }
    if (!wished || attemptCount() > 0 || !isConnected()) {
      idleSinceNanos = System.nanoTime();
      return false;
    }
    if (System.nanoTime() - idleSinceNanos < IDLE_FOR.toNanos()) {
      // An order may still be on its way from a master that has not heard yet.
      return false;
    }
    try {
      wish.set(false);
    } catch (IOException stays) {
      log.atWarn().setCause(stays).log("the wish to stop stays: the next start ends at once");
    }
    log.atInfo().log("idle, as wished: the worker ends");
    return true;
  }

  /// Whether the master has answered over the connection that is open now.
  public boolean isConnected() {
    return synchronizer.isConnected();
  }

  /// Attempts that are not settled yet.
  public int attemptCount() {
    return reporter.attemptCount();
  }

  /// Ends this process's part. Builds that run go on by themselves.
  @Override
  public void close() throws IOException {
    var failures = new ArrayList<Exception>();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception failed) {
        failures.add(failed);
      }
    }
    if (!failures.isEmpty()) {
      throw new IOException("The worker did not close cleanly: " + failures, failures.getFirst());
    }
  }

  private static Map<String, Driver> drivers(
      WorkerConfig config, RepositoryReader reader, Optional<Offline> offline) {
    var mirror = new GitMirror(config.cache().resolve("git"));
    var packages = new PackageCache(config.cache().resolve("packages"), reader);
    var all =
        List.of(
            new TemplateDriver(mirror, reader, packages, offline),
            new XbpsSrcDriver(mirror, reader, config.build(), config.xbpsSrc()));
    var offered = new TreeMap<String, Driver>();
    for (Driver driver : all) {
      if (config.drivers().contains(driver.name())) {
        offered.put(driver.name(), driver);
      }
    }
    return offered;
  }

  private static SpaceKeeper.Settings spaceSettings(WorkerConfig config) {
    return new SpaceKeeper.Settings(
        config.build(),
        config.cache(),
        config.space().reserveBytes(),
        config.space().keptTreesBytes(),
        config.space().keptTreesFor(),
        config.space().compilerCacheFloorBytes());
  }

  private static void makeUsable(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException unusable) {
      throw new IOException(
          "Cannot use %s: %s. Choose another directory, or make it writable."
              .formatted(directory, unusable),
          unusable);
    }
    if (!Files.isWritable(directory)) {
      throw new IOException(
          "Cannot write to " + directory + ". Choose another directory, or make it writable.");
    }
  }
}
