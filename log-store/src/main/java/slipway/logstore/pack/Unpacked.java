package slipway.logstore.pack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.LogDamaged;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.LogRecord;
import slipway.logstore.disk.Pack;
import slipway.logstore.disk.Pack.Segment;
import slipway.logstore.read.Pieces;

/// Which durable bytes of which logs are in no pack yet, and what is to be packed next.
///
/// A log is cut into packs of its own while it is long enough. What is left of closed logs is
/// packed together, once there is enough of it; until then it stays as it was appended: durable,
/// readable, and looked through by every search.
public final class Unpacked {
  /// What a pack holds, more or less: between half and one and a half of it.
  static final int PACK_BYTES = 256 << 10;

  /// A log that is open is packed up to here before its end, so that followers find the newest
  /// bytes as chunks.
  private static final int LIVE_BYTES = PACK_BYTES + (64 << 10);

  private static final Logger log = LoggerFactory.getLogger(Unpacked.class);

  /// Bytes `[from, to)` of a log.
  public record Range(long attempt, long from, long to, boolean closed) {
    long size() {
      return to - from;
    }
  }

  /// All that is durable at one moment: these ranges, and the packs with numbers below `packs`.
  public record View(List<Range> ranges, long packs) {
    public View {
      ranges = List.copyOf(ranges);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeMap<Long, Range> byAttempt = new TreeMap<>();

  /// Logs with enough bytes for a pack of their own.
  private final ArrayDeque<Long> longOnes = new ArrayDeque<>();

  /// Closed logs whose rest is too small for that, in the order in which they were closed.
  private final ArrayDeque<Long> rests = new ArrayDeque<>();

  /// Closed logs whose end was not looked at yet.
  private final ArrayDeque<Long> undescribed = new ArrayDeque<>();

  private long restBytes;
  private long packs;
  private boolean working;
  private boolean packingAll;
  private boolean reindexWanted;
  private boolean reindexing;
  private boolean closing;

  /// Looks at the chunks on disk. O(what is not packed), never O(all logs).
  public static Unpacked load(Database database, Pieces pieces) throws RocksDBException {
    var unpacked = new Unpacked();
    unpacked.packs = PackCount.read(database);
    try (var chunks = database.cursor(Family.CHUNKS, new byte[0], null)) {
      boolean more = chunks.first();
      while (more) {
        long attempt = ChunkKey.attemptOf(chunks.key());
        unpacked.load(pieces, attempt, ChunkKey.of(chunks.key()).offset());
        more = attempt < Long.MAX_VALUE && chunks.atOrAfter(ChunkKey.ofAttempt(attempt + 1));
      }
    }
    return unpacked;
  }

  private void load(Pieces pieces, long attempt, long firstChunk) throws RocksDBException {
    try {
      long from = Math.max(pieces.packedEnd(attempt), firstChunk);
      boolean closed = pieces.record(attempt).map(LogRecord::closed).orElse(false);
      var last = pieces.last(attempt);
      if (last.isPresent()) {
        grown(new Range(attempt, from, last.get().end(), closed));
      }
    } catch (LogDamaged damaged) {
      log.atError()
          .addKeyValue("attempt", attempt)
          .setCause(damaged)
          .log("a damaged log is neither packed nor searched");
    }
  }

  /// More of a log is durable, or it is closed. `range.from` counts only if nothing of the log was
  /// unpacked before.
  public void grown(Range range) {
    lock.lock();
    try {
      var known = byAttempt.get(range.attempt);
      long from = known == null ? range.from : known.from;
      put(new Range(range.attempt, from, range.to, range.closed));
      if (range.closed) {
        undescribed.add(range.attempt);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void put(Range range) {
    var before =
        range.size() == 0 ? byAttempt.remove(range.attempt) : byAttempt.put(range.attempt, range);
    boolean isLong = isLong(range);
    if (isLong && (before == null || !isLong(before))) {
      longOnes.add(range.attempt);
      changed.signalAll();
    }
    if (!isLong && range.closed && range.size() > 0) {
      rests.add(range.attempt);
      restBytes += range.size();
      changed.signalAll();
    }
  }

  private static boolean isLong(Range range) {
    return range.size() >= (range.closed ? PACK_BYTES : LIVE_BYTES);
  }

  /// What the packer is to do.
  sealed interface Job {
    /// Look at the end of a closed log. Comes before its last bytes are packed.
    record Describe(long attempt) implements Job {}

    /// Make a pack of the beginnings of these ranges.
    record MakePack(List<Range> ranges) implements Job {}

    /// Make the search index again.
    record Reindex() implements Job {}
  }

  /// The next job; waits until there is one. Empty once the store is closing.
  Optional<Job> nextJob() throws InterruptedException {
    lock.lock();
    try {
      working = false;
      changed.signalAll();
      while (!closing
          && !reindexWanted
          && undescribed.isEmpty()
          && longOnes.isEmpty()
          && restBytes < (packingAll ? 1 : PACK_BYTES)) {
        changed.await();
      }
      if (closing) {
        return Optional.empty();
      }
      working = true;
      if (reindexWanted) {
        reindexWanted = false;
        reindexing = true;
        return Optional.of(new Job.Reindex());
      }
      if (!undescribed.isEmpty()) {
        return Optional.of(new Job.Describe(undescribed.remove()));
      }
      return Optional.of(
          new Job.MakePack(longOnes.isEmpty() ? takeRests() : List.of(range(longOnes.remove()))));
    } finally {
      lock.unlock();
    }
  }

  private List<Range> takeRests() {
    var taken = new ArrayList<Range>();
    long size = 0;
    while (!rests.isEmpty()) {
      var next = range(rests.peek());
      if (size >= PACK_BYTES / 2 && size + next.size() > PACK_BYTES) {
        break;
      }
      rests.remove();
      restBytes -= next.size();
      size += next.size();
      taken.add(next);
    }
    return taken;
  }

  private Range range(long attempt) {
    return java.util.Objects.requireNonNull(byAttempt.get(attempt));
  }

  /// The pack is durable, and can be found by number and by content.
  void packed(Pack pack) {
    lock.lock();
    try {
      packs = pack.number() + 1;
      for (Segment segment : pack.segments()) {
        var range = java.util.Objects.requireNonNull(byAttempt.remove(segment.attempt()));
        put(new Range(range.attempt, segment.end(), range.to, range.closed));
      }
    } finally {
      lock.unlock();
    }
  }

  public View view() {
    lock.lock();
    try {
      return new View(List.copyOf(byAttempt.descendingMap().values()), packs);
    } finally {
      lock.unlock();
    }
  }

  /// True if somebody waits for everything to be packed, and it is.
  boolean isAllPacked() {
    lock.lock();
    try {
      return packingAll && undescribed.isEmpty() && longOnes.isEmpty() && restBytes == 0;
    } finally {
      lock.unlock();
    }
  }

  long packs() {
    lock.lock();
    try {
      return packs;
    } finally {
      lock.unlock();
    }
  }

  /// Has everything packed that belongs to closed logs, however little it is, and waits for it.
  void awaitPacked() throws InterruptedException {
    lock.lock();
    try {
      packingAll = true;
      changed.signalAll();
      while (!closing
          && (working || !undescribed.isEmpty() || !longOnes.isEmpty() || restBytes > 0)) {
        changed.await();
      }
    } finally {
      packingAll = false;
      lock.unlock();
    }
  }

  /// Has the search index made again, and waits for it.
  void awaitReindexed() throws InterruptedException {
    lock.lock();
    try {
      reindexWanted = true;
      changed.signalAll();
      while (!closing && (reindexWanted || reindexing)) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The search index is made again.
  void reindexed() {
    lock.lock();
    try {
      reindexing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for so long, or until the store is closing.
  ///
  /// @return whether it is
  boolean awaitClosing(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (!closing && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return closing;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
