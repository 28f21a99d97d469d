package slipway.logstore.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import slipway.logstore.LogStore;
import slipway.logstore.LogStoreOptions;
import slipway.logstore.SearchQuery;
import slipway.logstore.upkeep.StoreStats;

/// The log store's part of the benchmark.
final class StoreRun {
  /// Logs that are written at the same time, as by the workers of a farm.
  private static final int WRITERS = 64;

  /// What a worker sends at once.
  private static final int CHUNK_BYTES = 64 << 10;

  private static final int REPEATS = 5;

  private final Path directory;

  StoreRun(Path directory) {
    this.directory = directory;
  }

  /// Seconds until all was acknowledged, and until all was packed and indexed.
  record Ingested(double acknowledgedSeconds, double packedSeconds, StoreStats stats) {}

  Ingested ingest(Corpus corpus) throws Exception {
    try (var store = LogStore.open(directory, LogStoreOptions.defaults());
        var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      var next = new AtomicInteger();
      long start = System.nanoTime();
      var running = new ArrayList<Future<?>>();
      for (int writer = 0; writer < WRITERS; writer++) {
        running.add(writers.submit(() -> writeLogs(corpus, store, next)));
      }
      for (var writer : running) {
        writer.get();
      }
      double acknowledged = seconds(start);
      store.pack();
      return new Ingested(acknowledged, seconds(start), store.upkeep().stats());
    }
  }

  private static void writeLogs(Corpus corpus, LogStore store, AtomicInteger next) {
    try {
      for (int n = next.getAndIncrement(); n < corpus.logs(); n = next.getAndIncrement()) {
        byte[] log = corpus.log(n);
        for (int at = 0; at < log.length; at += CHUNK_BYTES) {
          store.append(n, at, Arrays.copyOfRange(log, at, Math.min(log.length, at + CHUNK_BYTES)));
        }
        store.close(n, log.length);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// An open store to search in.
  static final class Opened implements AutoCloseable {
    final double openSeconds;
    final LogStore store;

    Opened(Path directory) {
      long start = System.nanoTime();
      store = LogStore.open(directory, LogStoreOptions.defaults());
      store.logs(0, 1);
      openSeconds = seconds(start);
    }

    /// How a search went.
    ///
    /// @param firstMillis the first time that it was asked
    /// @param millis the median of asking again, all hits read
    /// @param firstHitMillis the median until the first hit
    record Searched(
        double firstMillis, double millis, double firstHitMillis, long hits, long bytesScanned) {}

    Searched search(SearchQuery query) {
      var totals = new ArrayList<Double>();
      var firsts = new ArrayList<Double>();
      long hits = 0;
      long scanned = 0;
      for (int repeat = 0; repeat <= REPEATS; repeat++) {
        long start = System.nanoTime();
        try (var results = store.search(query)) {
          double first = 0;
          hits = 0;
          while (results.hasNext()) {
            results.next();
            first = hits == 0 ? millis(start) : first;
            hits++;
          }
          totals.add(millis(start));
          firsts.add(first);
          scanned = results.bytesScanned();
        }
      }
      return new Searched(
          totals.getFirst(),
          median(totals.subList(1, totals.size())),
          median(firsts),
          hits,
          scanned);
    }

    /// The median of reading the last lines of a log.
    double tailMillis(long attempt, int lines) {
      var times = new ArrayList<Double>();
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        long start = System.nanoTime();
        store.tail(attempt, lines);
        times.add(millis(start));
      }
      return median(times);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  static double median(List<Double> times) {
    var sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  static double millis(long since) {
    return (System.nanoTime() - since) / 1e6;
  }
}
