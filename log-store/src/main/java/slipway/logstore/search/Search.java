package slipway.logstore.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogLine;
import slipway.logstore.SearchHit;
import slipway.logstore.SearchQuery;
import slipway.logstore.SearchResults;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Lines;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.read.LogReader;
import slipway.logstore.read.Pieces;
import slipway.logstore.search.LinePattern.Match;

/// One search: looks through block after block, as far as hits are asked for.
public final class Search implements SearchResults {
  private final NativeCalls natives;
  private final LogReader reader;
  private final SearchQuery query;
  private final LinePattern pattern;
  private final Blocks blocks;
  private final ReentrantLock inUse = new ReentrantLock();
  private final ArrayDeque<SearchHit> found = new ArrayDeque<>();

  private int given;
  private long lastAttempt = -1;
  private long lastLine;
  private final AtomicLong bytesScanned = new AtomicLong();
  private volatile boolean closed;

  private Search(
      NativeCalls natives,
      LogReader reader,
      SearchQuery query,
      LinePattern pattern,
      Blocks blocks) {
    this.natives = natives;
    this.reader = reader;
    this.query = query;
    this.pattern = pattern;
    this.blocks = blocks;
  }

  public static Search start(
      Database database, Pieces pieces, NativeCalls natives, LogReader reader, SearchQuery query) {
    var pattern = LinePattern.of(query);
    var blocks = new Blocks(database, pieces, query.attempts());
    return new Search(natives, reader, query, pattern, blocks);
  }

  @Override
  public boolean hasNext() {
    if (given >= query.hitsMax()) {
      close();
      return false;
    }
    while (found.isEmpty()) {
      var block = natives.make(this::nextBlock);
      if (block.isEmpty()) {
        close();
        return false;
      }
      scan(block.get());
      bytesScanned.addAndGet(block.get().bytes().length);
    }
    return true;
  }

  @Override
  public SearchHit next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the search has no further hit");
    }
    given++;
    return withContext(found.removeFirst());
  }

  private Optional<Block> nextBlock() throws RocksDBException {
    inUse.lock(); // close() may come from another thread, and must not free what is in use
    try {
      return closed ? Optional.empty() : blocks.next();
    } finally {
      inUse.unlock();
    }
  }

  private void scan(Block block) {
    byte[] bytes = block.bytes();
    long line = block.linesBefore() + 1;
    int lineStart = 0;
    int hitsWanted = query.hitsMax() - given;
    int at = pattern.candidate(bytes, 0, bytes.length);
    while (at >= 0 && !closed && found.size() < hitsWanted) {
      int newline = Lines.nextNewline(bytes, lineStart, at);
      while (newline >= 0) {
        line++;
        lineStart = newline + 1;
        newline = Lines.nextNewline(bytes, lineStart, at);
      }
      int end = Lines.nextNewline(bytes, at, bytes.length);
      int lineEnd = end < 0 ? bytes.length : end;
      match(block, line, lineStart, lineEnd);
      at = end < 0 ? -1 : pattern.candidate(bytes, lineEnd + 1, bytes.length);
    }
  }

  private void match(Block block, long line, int from, int to) {
    if (block.attempt() == lastAttempt && line == lastLine) {
      return; // a very long line is looked at in several blocks, and given once
    }
    var text = new String(block.bytes(), from, to - from, StandardCharsets.UTF_8);
    var match = pattern.match(text);
    if (match.from() >= 0) {
      lastAttempt = block.attempt();
      lastLine = line;
      found.add(hit(block.attempt(), line, block.offset() + from, text, match));
    }
  }

  private static SearchHit hit(long attempt, long line, long offset, String text, Match match) {
    int max = SearchHit.TEXT_CHARS_MAX;
    int cutFrom = text.length() <= max ? 0 : Math.max(0, match.from() - max / 4);
    int cutTo = Math.min(text.length(), cutFrom + max);
    return new SearchHit(
        attempt,
        line,
        offset,
        text.substring(cutFrom, cutTo),
        match.from() - cutFrom,
        Math.min(match.to(), cutTo) - cutFrom,
        List.of(),
        List.of());
  }

  private SearchHit withContext(SearchHit hit) {
    int count = query.contextLines();
    if (count == 0) {
      return hit;
    }
    int before = (int) Math.min(count, hit.line() - 1);
    var lines =
        reader.lines(hit.attempt(), Long.MAX_VALUE, hit.line() - before, before + 1 + count);
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
    inUse.lock();
    try {
      blocks.close();
    } finally {
      inUse.unlock();
    }
  }
}
