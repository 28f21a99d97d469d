package slipway.logstore.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import slipway.logstore.LogStoreException;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.LogStoreFull;
import slipway.logstore.disk.Chunk;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.LogRecord;
import slipway.logstore.pack.Unpacked;
import slipway.logstore.pack.Unpacked.Range;

/// The one thread that writes to the database: it takes what all writers have queued, writes it
/// with one fsync, and only then answers them. The longer an fsync takes, the more the next batch
/// holds.
final class Committer implements AutoCloseable {
  /// A batch is cut here, so that no writer waits for more than this to be written.
  private static final int BATCH_BYTES_MAX = 8 << 20;

  private static final int BATCH_ENTRIES_MAX = 4096;

  /// Bytes of logs that may wait in the queue; at the bound, writers wait before they queue more.
  private static final int QUEUE_BYTES_MAX = 64 << 20;

  /// What an entry counts for at least, so that the bound holds for empty ones too.
  private static final int ENTRY_BYTES_MIN = 256;

  /// A piece of a log, with its place.
  record Put(ChunkKey key, Chunk chunk) {}

  /// What one writer wants to be durable: all of it, in one batch.
  ///
  /// @param bytes what is new, for those who follow
  /// @param extent how far the log has come with it
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Entry(
      OpenLog log,
      int generation,
      List<Put> puts,
      byte[] bytes,
      OpenLog.Extent extent,
      LogRecord record,
      CompletableFuture<@Nullable Void> done) {
    Range range() {
      long end = extent.length();
      return new Range(log.attempt, end - bytes.length, end, record.closed());
    }

    int cost() {
      return Math.max(bytes.length, ENTRY_BYTES_MIN);
    }
  }

  private final Database database;
  private final Unpacked unpacked;
  private final long freeBytesMin;
  private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(QUEUE_BYTES_MAX);
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable LogStoreFailed failed;

  Committer(Database database, Unpacked unpacked, long freeBytesMin) {
    this.database = database;
    this.unpacked = unpacked;
    this.freeBytesMin = freeBytesMin;
    thread = Thread.ofPlatform().daemon().name("log-store-write").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Turns down everything from now on.
  void refuse(LogStoreFailed why) {
    failed = why;
  }

  /// Queues an entry; waits while the queue is full.
  ///
  /// @throws LogStoreFailed if the store is closed or a write has failed
  void queue(Entry entry) {
    room.acquireUninterruptibly(entry.cost());
    synchronized (queue) { // so that nothing is queued behind the last look of a closing store
      var why = failed;
      if (why == null && !closing) {
        queue.add(entry);
        return;
      }
      room.release(entry.cost());
      throw why != null ? why : closed();
    }
  }

  private void run() {
    var batch = new ArrayList<Entry>();
    while (!closing || !queue.isEmpty()) {
      try {
        takeBatch(batch);
        commit(batch);
      } catch (InterruptedException _) {
        // close() wakes the thread up: what is queued is still written
      } finally {
        batch.forEach(entry -> room.release(entry.cost()));
        batch.clear();
      }
    }
  }

  private void takeBatch(List<Entry> batch) throws InterruptedException {
    var first = closing ? queue.poll() : queue.take();
    if (first == null) {
      return;
    }
    batch.add(first);
    int bytes = first.cost();
    while (bytes < BATCH_BYTES_MAX && batch.size() < BATCH_ENTRIES_MAX) {
      var next = queue.poll();
      if (next == null) {
        return;
      }
      batch.add(next);
      bytes += next.cost();
    }
  }

  private void commit(List<Entry> batch) {
    var current = new ArrayList<Entry>();
    for (var entry : batch) {
      if (entry.log.isCurrent(entry.generation)) {
        current.add(entry);
      } else {
        entry.done.completeExceptionally(takenBack(entry));
      }
    }
    if (current.isEmpty()) {
      return;
    }
    try {
      checkRoom();
      write(current);
    } catch (LogStoreException why) {
      for (var entry : current) {
        entry.log.takeBack(entry.generation);
        entry.done.completeExceptionally(why);
      }
      return;
    }
    for (var entry : current) {
      unpacked.grown(entry.range());
      entry.log.publish(entry.record, entry.extent, entry.bytes);
      entry.done.complete(null);
    }
  }

  private void checkRoom() {
    try {
      long free = database.freeBytes();
      if (free < freeBytesMin) {
        throw new LogStoreFull(database.directory(), free, freeBytesMin);
      }
    } catch (IOException unknown) {
      throw new LogStoreFailed(
          "Cannot see how much space is left for the log store at " + database.directory(),
          unknown);
    }
  }

  private void write(List<Entry> entries) {
    var why = failed;
    if (why != null) {
      throw why;
    }
    try (var batch = new WriteBatch()) {
      for (var entry : entries) {
        for (var put : entry.puts) {
          database.put(batch, Family.CHUNKS, put.key.bytes(), put.chunk.encode(put.key));
        }
        if (entry.puts.isEmpty() || entry.puts.getFirst().key.offset() == 0) {
          database.put(
              batch, Family.LOGS, ChunkKey.ofAttempt(entry.log.attempt), entry.record.encode());
        }
      }
      database.writeDurably(batch);
    } catch (RocksDBException refused) {
      // RocksDB takes no more writes after a failed one until it is opened again.
      failed =
          new LogStoreFailed(
              "The log store at %s cannot be written: %s. See to its disk, then restart."
                  .formatted(database.directory(), refused.getMessage()),
              refused);
      throw failed;
    }
  }

  private LogStoreFailed takenBack(Entry entry) {
    var why = failed;
    return why != null
        ? why
        : new LogStoreFailed(
            "An earlier write to the log of attempt %d failed. Send it again from offset %d."
                .formatted(entry.log.attempt, entry.log.view().durable().length()),
            null);
  }

  private LogStoreFailed closed() {
    return new LogStoreFailed(
        "The log store at %s is closed.".formatted(database.directory()), null);
  }

  /// Writes what is queued, then ends.
  @Override
  public void close() {
    synchronized (queue) {
      closing = true;
    }
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
