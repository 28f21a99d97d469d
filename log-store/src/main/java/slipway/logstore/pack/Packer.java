package slipway.logstore.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.LogDamaged;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.LogStoreOptions;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.index.GramIndex;
import slipway.logstore.pack.Unpacked.Job;
import slipway.logstore.pack.Unpacked.Range;
import slipway.logstore.read.Pieces;
import slipway.logstore.structure.Signatures;

/// The one thread that makes packs, has each of them indexed, and looks at how closed logs ended.
public final class Packer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Packer.class);

  /// So much may be packed before the space of its chunks is freed.
  private static final long UNTIDY_BYTES_MAX = 256L << 20;

  private static final Duration ROOM_CHECK = Duration.ofSeconds(1);

  private final Database database;
  private final Pieces pieces;
  private final Unpacked unpacked;
  private final GramIndex index;
  private final Signatures signatures;
  private final Derived derived;
  private final LogStoreOptions options;
  private final Thread thread;
  private long untidyBytes;

  public Packer(
      Database database,
      Pieces pieces,
      Unpacked unpacked,
      GramIndex index,
      Signatures signatures,
      Derived derived,
      LogStoreOptions options) {
    this.database = database;
    this.pieces = pieces;
    this.unpacked = unpacked;
    this.index = index;
    this.signatures = signatures;
    this.derived = derived;
    this.options = options;
    thread = Thread.ofPlatform().daemon().name("log-store-pack").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      index.catchUp(unpacked.packs());
      for (var job = unpacked.nextJob(); job.isPresent(); job = unpacked.nextJob()) {
        switch (job.get()) {
          case Job.Describe(long attempt) -> describe(attempt);
          case Job.MakePack(var ranges) -> pack(ranges);
          case Job.Reindex() -> {
            index.forgetAll();
            index.catchUp(unpacked.packs());
            derived.makeAgain(unpacked.packs());
            unpacked.reindexed();
          }
        }
      }
      index.save();
    } catch (RocksDBException | RuntimeException failed) {
      // Nothing is lost: what is not packed stays readable, and is packed after the next start.
      log.atError()
          .addKeyValue("store", database.directory())
          .setCause(failed)
          .log("logs are not packed any more, until the store is opened again");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      unpacked.close(); // nobody may wait for a packer that is gone
    }
  }

  private void describe(long attempt) throws RocksDBException {
    try {
      signatures.describe(attempt);
    } catch (LogDamaged damaged) {
      log.atError()
          .addKeyValue("attempt", attempt)
          .setCause(damaged)
          .log("the end of a damaged log is not looked at");
    }
  }

  private void pack(List<Range> ranges) throws RocksDBException, InterruptedException {
    if (!awaitRoom()) {
      return; // closing: what is not packed is found again by the next start
    }
    var builder = new PackBuilder(database, pieces);
    for (var range : ranges) {
      try {
        builder.add(range);
      } catch (LogDamaged damaged) {
        log.atError()
            .addKeyValue("attempt", range.attempt())
            .setCause(damaged)
            .log("a damaged log is not packed");
      }
    }
    var pack = builder.write(unpacked.packs(), options.clock().millis());
    if (pack.isPresent()) {
      index.add(pack.get(), builder.raw());
      unpacked.packed(pack.get());
      tidy(pack.get().rawLength());
    }
  }

  /// Waits while the disk is nearly full, so that packing never uses up what keeps the database in
  /// health.
  ///
  /// @return false if the store is closing
  private boolean awaitRoom() throws InterruptedException {
    boolean told = false;
    while (lacksRoom()) {
      if (!told) {
        log.atWarn()
            .addKeyValue("store", database.directory())
            .log("the disk is nearly full, logs are packed once there is room");
        told = true;
      }
      if (unpacked.awaitClosing(ROOM_CHECK)) {
        return false;
      }
    }
    return true;
  }

  private boolean lacksRoom() {
    try {
      return database.freeBytes() < options.freeBytesMin();
    } catch (IOException unknown) {
      throw new UncheckedIOException("cannot see how much space is left", unknown);
    }
  }

  /// Chunks that were packed are deleted, but stay on the disk until their files are compacted.
  private void tidy(long packedBytes) throws RocksDBException {
    untidyBytes += packedBytes;
    if (untidyBytes >= UNTIDY_BYTES_MAX || unpacked.isAllPacked()) {
      database.compact(Family.CHUNKS);
      untidyBytes = 0;
    }
  }

  /// Has everything packed that belongs to closed logs, however little it is, and waits for it.
  public void packAll() throws InterruptedException {
    requireStarted();
    unpacked.awaitPacked();
  }

  /// Makes the search index again, and waits for it.
  public void reindex() throws InterruptedException {
    requireStarted();
    unpacked.awaitReindexed();
  }

  private void requireStarted() {
    if (thread.getState() == Thread.State.NEW) {
      throw new LogStoreFailed(
          "The log store at %s is open for reading alone.".formatted(database.directory()), null);
    }
  }

  @Override
  public void close() {
    unpacked.close();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
