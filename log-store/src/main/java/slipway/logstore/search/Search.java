package slipway.logstore.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import slipway.logstore.LogLine;
import slipway.logstore.LogStoreException;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.SearchHit;
import slipway.logstore.SearchQuery;
import slipway.logstore.SearchResults;
import slipway.logstore.index.Candidates;
import slipway.logstore.pack.Unpacked.Range;

/// One search: what is not packed yet first, then the packs that the index names, from the newest
/// to the oldest. A few packs are looked through at the same time, ahead of the one who asks, and
/// their hits given in order.
public final class Search implements SearchResults {
  /// A line that is cut into several packs, and was given already.
  private record CutLine(long attempt, long line) {}

  private final Searches shared;
  private final SearchQuery query;
  private final LinePattern pattern;
  private final Iterator<Range> ranges;
  private final Candidates candidates;
  private final ArrayDeque<CompletableFuture<List<Found>>> ahead = new ArrayDeque<>();
  private final ArrayDeque<SearchHit> found = new ArrayDeque<>();
  private final Set<CutLine> cutLines = new HashSet<>();
  private final AtomicLong bytesScanned = new AtomicLong();
  private int given;
  private volatile boolean closed;

  Search(Searches shared, SearchQuery query, LinePattern pattern) {
    this.shared = shared;
    this.query = query;
    this.pattern = pattern;
    var view = shared.unpacked.view();
    ranges = view.ranges().iterator();
    candidates = shared.index.candidates(pattern.grams(), view.packs());
  }

  @Override
  public boolean hasNext() {
    while (found.isEmpty() && given < query.hitsMax() && !closed) {
      lookAhead();
      var next = ahead.poll();
      if (next == null) {
        break;
      }
      take(await(next));
    }
    return !found.isEmpty() && given < query.hitsMax() && !closed;
  }

  @Override
  public SearchHit next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the search has no further hit");
    }
    given++;
    return withContext(found.removeFirst());
  }

  private void lookAhead() {
    while (ahead.size() < Searches.AHEAD_MAX && !closed) {
      var hits = new ArrayList<Found>();
      var scan = nextScan(new LineScan(query, pattern, hits, query.hitsMax() - given));
      if (scan.isEmpty()) {
        return;
      }
      try {
        ahead.add(
            CompletableFuture.supplyAsync(
                () -> {
                  if (!closed) {
                    scan.get().run();
                  }
                  return hits;
                },
                shared.threads));
      } catch (RejectedExecutionException storeClosed) {
        throw new LogStoreFailed("The log store was closed during a search.", storeClosed);
      }
    }
  }

  private Optional<Runnable> nextScan(LineScan lines) {
    if (ranges.hasNext()) {
      return Optional.of(
          new RangeScan(shared.pieces, ranges.next(), lines, bytesScanned, () -> closed));
    }
    var pack = shared.natives.make(candidates::next);
    return pack.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PackScan(shared.packs, shared.following, pack.getAsLong(), lines, bytesScanned));
  }

  private void take(List<Found> hits) {
    for (var hit : hits) {
      if (!hit.cut() || cutLines.add(new CutLine(hit.hit().attempt(), hit.hit().line()))) {
        found.add(hit.hit());
      }
    }
  }

  private static List<Found> await(CompletableFuture<List<Found>> hits) {
    try {
      return hits.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof LogStoreException told) {
        throw told;
      }
      throw failed;
    }
  }

  private SearchHit withContext(SearchHit hit) {
    int count = query.contextLines();
    if (count == 0) {
      return hit;
    }
    int before = (int) Math.min(count, hit.line() - 1);
    var lines =
        shared.reader.lines(hit.attempt(), Long.MAX_VALUE, hit.line() - before, before + 1 + count);
    var texts = lines.stream().map(LogLine::text).toList();
    int at = Math.min(before, texts.size());
    return new SearchHit(
        hit.attempt(),
        hit.line(),
        hit.offset(),
        hit.text(),
        hit.from(),
        hit.to(),
        texts.subList(0, at),
        texts.subList(Math.min(at + 1, texts.size()), texts.size()));
  }

  @Override
  public long bytesScanned() {
    return bytesScanned.get();
  }

  @Override
  public void close() {
    closed = true;
  }
}
