package slipway.master.upkeep;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.LogStore;
import slipway.logstore.LogStoreException;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.upkeep.Backups;
import slipway.logstore.upkeep.Backups.Backup;

/// Backs the log store up while it is written and read: when it is time, and when somebody asks.
/// One thread makes all backups, one after the other.
public final class LogBackups implements AutoCloseable {
  /// Where, how often and how many.
  ///
  /// @param directory of the backups; best on another disk
  /// @param every how old the newest backup gets before the next one is made
  /// @param kept older ones are removed
  public record Plan(Path directory, Duration every, int kept) {}

  private static final Logger log = LoggerFactory.getLogger(LogBackups.class);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofHours(1);

  private final LogStore logs;
  private final Optional<Plan> plan;
  private final InstantSource time;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("log-backups").factory());
  private volatile Instant newest = Instant.EPOCH;
  private Instant notBefore = Instant.EPOCH;

  private LogBackups(LogStore logs, Optional<Plan> plan, InstantSource time) {
    this.logs = logs;
    this.plan = plan;
    this.time = time;
  }

  /// @param plan empty: no backups are made
  public static LogBackups start(LogStore logs, Optional<Plan> plan, InstantSource time) {
    var backups = new LogBackups(logs, plan, time);
    plan.ifPresent(wanted -> {
      var _ =
          backups.thread.scheduleWithFixedDelay(
              () -> backups.makeIfDue(wanted),
              LOOK_EVERY.toMillis(),
              LOOK_EVERY.toMillis(),
              TimeUnit.MILLISECONDS);
    });
    return backups;
  }

  /// Whether the configuration says where backups go.
  public boolean planned() {
    return plan.isPresent();
  }

  /// Since when the newest backup stands; empty while none is known, or none is wanted.
  public Optional<Instant> newest() {
    return Optional.of(newest).filter(at -> at.isAfter(Instant.EPOCH));
  }

  /// Makes a backup now, and waits for it.
  ///
  /// @throws IllegalStateException if the configuration names no directory for backups
  /// @throws LogStoreFailed if it cannot be made; those made before are kept
  public Backup make() throws InterruptedException {
    var wanted =
        plan.orElseThrow(() ->
            new IllegalStateException(
                "no backups: the master's configuration names no log-backup.directory"));
    try {
      return thread.submit(() -> makeHere(wanted)).get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof LogStoreException told
          ? told
          : new LogStoreFailed("The log store is not backed up", failed.getCause());
    }
  }

  private void makeIfDue(Plan wanted) {
    try {
      if (newest.equals(Instant.EPOCH)) {
        newest = newestIn(wanted.directory());
      }
      var now = time.instant();
      if (now.isBefore(newest.plus(wanted.every())) || now.isBefore(notBefore)) {
        return;
      }
      makeHere(wanted);
    } catch (RuntimeException failed) {
      notBefore = time.instant().plus(PAUSE_AFTER_FAILURE);
      log.atError()
          .setCause(failed)
          .addKeyValue("directory", wanted.directory())
          .log("the logs are not backed up, another try follows in an hour");
    }
  }

  private static Instant newestIn(Path directory) {
    List<Backup> made = Backups.list(directory);
    return made.isEmpty() ? Instant.EPOCH : made.getLast().madeAt();
  }

  private Backup makeHere(Plan wanted) {
    var begun = time.instant();
    logs.upkeep().backup(wanted.directory());
    Backups.keep(wanted.directory(), wanted.kept());
    var made = Backups.list(wanted.directory()).getLast();
    newest = made.madeAt();
    log.atInfo()
        .addKeyValue("backup", made.number())
        .addKeyValue("bytes", made.bytes())
        .addKeyValue("seconds", Duration.between(begun, time.instant()).toSeconds())
        .log("logs backed up");
    return made;
  }

  /// Ends after the backup that is being made, so that the store may be closed.
  @Override
  public void close() {
    thread.close();
  }
}
