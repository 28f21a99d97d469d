package slipway.logstore.search;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import slipway.logstore.SearchQuery;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.index.GramIndex;
import slipway.logstore.pack.Unpacked;
import slipway.logstore.read.LogReader;
import slipway.logstore.read.Packs;
import slipway.logstore.read.Pieces;

/// What all searches share: the store, and a few threads that look through packs.
public final class Searches implements AutoCloseable {
  private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

  /// Packs that one search has looked through ahead of the one who asks for hits: bounds its
  /// memory.
  static final int AHEAD_MAX = 2 * THREADS;

  private static final long CLOSE_SECONDS_MAX = 30;

  final Pieces pieces;
  final Packs packs;
  final Unpacked unpacked;
  final GramIndex index;
  final GramIndex.Following following;
  final NativeCalls natives;
  final LogReader reader;
  final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("log-store-search-", 0).factory());

  public Searches(
      Pieces pieces,
      Packs packs,
      Unpacked unpacked,
      GramIndex index,
      GramIndex.Following following,
      NativeCalls natives,
      LogReader reader) {
    this.pieces = pieces;
    this.packs = packs;
    this.unpacked = unpacked;
    this.index = index;
    this.following = following;
    this.natives = natives;
    this.reader = reader;
  }

  /// Begins a search; nothing is looked through before a hit is asked for.
  public Search start(SearchQuery query) {
    return new Search(this, query, LinePattern.of(query));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a search of the log store did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
