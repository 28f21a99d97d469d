package slipway.master;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import slipway.logstore.LogStore;
import slipway.logstore.LogStoreOptions;
import slipway.master.door.Enrolment;
import slipway.master.history.Chronicle;
import slipway.master.history.History;
import slipway.master.intake.Intake;
import slipway.master.journal.Journal;
import slipway.master.journal.RocksJournal;
import slipway.master.leadership.Ensemble;

/// All that a master keeps on its disk, opened.
record Stores(
    Journal journal,
    History history,
    Chronicle chronicle,
    LogStore logs,
    Intake intake,
    Enrolment enrolment,
    Ensemble ensemble)
    implements AutoCloseable {

  /// Opens all of it at once: ZooKeeper alone takes a second.
  ///
  /// @param maker of what is to be opened at the same time
  /// @throws IOException if one of them cannot be opened
  static Stores open(MasterConfig config, DataDirectory data, Loops.Maker maker)
      throws IOException {
    var policy = config.policy();
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var ensemble = threads.submit(() -> Ensemble.open(config.election(), config.dataDirectory()));
      var prepared =
          threads.submit(() -> {
            maker.prepare();
            return true;
          });
      var logs =
          threads.submit(() ->
              LogStore.open(
                  data.resolve("logs"),
                  LogStoreOptions.defaults().withFreeBytesMin(policy.freeBytesMin())));
      var journal =
          threads.submit((Callable<Journal>) () -> RocksJournal.open(data.resolve("journal")));
      var history = threads.submit(() -> History.open(data.resolve("history")));
      try {
        get(prepared);
        return new Stores(
            get(journal),
            get(history),
            Chronicle.start(get(journal), get(history)),
            get(logs),
            Intake.open(data.resolve("intake"), policy.packageBytesMax(), policy.freeBytesMin()),
            Enrolment.open(
                data.resolve("enrolment.json"),
                config.workers().stream()
                    .map(MasterConfig.WorkerToken::name)
                    .collect(Collectors.toSet()),
                new SecureRandom(),
                InstantSource.system()),
            get(ensemble));
      } catch (IOException | RuntimeException failed) {
        threads.shutdownNow();
        throw failed;
      }
    }
  }

  private static <T> T get(Future<T> opening) throws IOException {
    try {
      return opening.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening the data directory", interrupted);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException told -> throw told;
        case RuntimeException told -> throw told;
        case null, default -> throw new IllegalStateException("cannot open", failed);
      }
    }
  }

  @Override
  public void close() {
    chronicle.close();
    history.close();
    journal.close();
    logs.close();
    ensemble.close();
  }
}
