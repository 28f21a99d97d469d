package slipway.logstore.live;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import slipway.logstore.Follower;
import slipway.logstore.LogConflict;
import slipway.logstore.LogGap;
import slipway.logstore.LogInfo;
import slipway.logstore.LogStoreException;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.LogStoreOptions;
import slipway.logstore.disk.Chunk;
import slipway.logstore.disk.ChunkKey;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.LogRecord;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.live.Committer.Put;
import slipway.logstore.live.OpenLog.Extent;
import slipway.logstore.pack.Unpacked;
import slipway.logstore.read.LogReader;
import slipway.logstore.read.Pieces;

/// Appending and following. Appends to one log go one after the other; appends to different logs
/// meet in the committer's queue, and share its fsync.
public final class Live implements AutoCloseable {
  /// What one entry of the queue holds at most; a longer append is several entries.
  private static final int ENTRY_BYTES_MAX = 4 << 20;

  /// Fast: a piece is compressed again, and better, when its log is packed.
  private static final int ZSTD_LEVEL = 1;

  private final InstantSource clock;
  private final OpenLogs logs;
  private final LogReader reader;
  private final Committer committer;

  private Live(InstantSource clock, OpenLogs logs, LogReader reader, Committer committer) {
    this.clock = clock;
    this.logs = logs;
    this.reader = reader;
    this.committer = committer;
  }

  public static Live start(
      Database database,
      Pieces pieces,
      Unpacked unpacked,
      NativeCalls natives,
      LogReader reader,
      LogStoreOptions options) {
    var committer = new Committer(database, unpacked, options.freeBytesMin());
    committer.start();
    return new Live(options.clock(), new OpenLogs(pieces, natives), reader, committer);
  }

  /// For a store that is written by another process: nothing can be appended.
  public static Live reading(
      Database database,
      Pieces pieces,
      Unpacked unpacked,
      NativeCalls natives,
      LogReader reader,
      LogStoreOptions options) {
    var committer = new Committer(database, unpacked, options.freeBytesMin());
    committer.refuse(
        new LogStoreFailed(
            "The log store at %s is open for reading alone.".formatted(database.directory()),
            null));
    return new Live(options.clock(), new OpenLogs(pieces, natives), reader, committer);
  }

  /// Makes `bytes` durable at `offset`, or sees that they are; the durable length after it.
  public long append(long attempt, long offset, byte[] bytes) {
    long length = 0;
    int from = 0;
    do {
      int to = (int) Math.min(bytes.length, (long) from + ENTRY_BYTES_MAX);
      length = appendEntry(attempt, offset + from, Arrays.copyOfRange(bytes, from, to));
      from = to;
    } while (from < bytes.length);
    return length;
  }

  private long appendEntry(long attempt, long offset, byte[] bytes) {
    var log = logs.acquire(attempt);
    try {
      var done = queueFresh(log, offset, bytes);
      await(done);
      return log.view().durable().length();
    } finally {
      logs.release(log);
    }
  }

  private CompletableFuture<@Nullable Void> queueFresh(OpenLog log, long offset, byte[] bytes) {
    log.writing.lock();
    try {
      if (offset < log.view().accepted().length()) {
        log.awaitSettled(); // so that what overlaps can be compared with what is stored
      }
      var view = log.view();
      long length = view.accepted().length();
      if (offset > length) {
        throw new LogGap(log.attempt, length, offset);
      }
      int known = (int) Math.min(bytes.length, length - offset);
      requireSame(log.attempt, offset, bytes, known);
      if (known == bytes.length) {
        return CompletableFuture.completedFuture(null);
      }
      if (view.closeAccepted()) {
        throw new LogConflict(log.attempt, length, "the log is closed, and was sent more bytes.");
      }
      byte[] fresh = known == 0 ? bytes : Arrays.copyOfRange(bytes, known, bytes.length);
      return queue(log, view, fresh);
    } finally {
      log.writing.unlock();
    }
  }

  private CompletableFuture<@Nullable Void> queue(OpenLog log, OpenLog.View view, byte[] fresh) {
    var before = view.accepted();
    var puts = new ArrayList<Put>();
    long lines = before.newlines();
    for (int from = 0; from < fresh.length; from += Chunk.RAW_BYTES_MAX) {
      int to = Math.min(fresh.length, from + Chunk.RAW_BYTES_MAX);
      var chunk = Chunk.of(fresh, from, to, lines, ZSTD_LEVEL);
      puts.add(new Put(new ChunkKey(log.attempt, before.length() + from), chunk));
      lines += chunk.newlines();
    }
    var after = new Extent(before.length() + fresh.length, lines, fresh[fresh.length - 1] == '\n');
    var known = view.record();
    return queue(
        log, view, puts, fresh, after, known != null ? known : LogRecord.open(clock.millis()));
  }

  private CompletableFuture<@Nullable Void> queue(
      OpenLog log,
      OpenLog.View view,
      List<Put> puts,
      byte[] bytes,
      Extent after,
      LogRecord record) {
    var done = new CompletableFuture<@Nullable Void>();
    if (!log.accept(view.generation(), after, record.closed())) {
      throw new LogStoreFailed(
          "An earlier write to the log of attempt %d failed. Send it again from offset %d."
              .formatted(log.attempt, log.view().durable().length()),
          null);
    }
    try {
      committer.queue(
          new Committer.Entry(log, view.generation(), puts, bytes, after, record, done));
    } catch (LogStoreException refused) {
      log.takeBack(view.generation());
      throw refused;
    }
    return done;
  }

  private void requireSame(long attempt, long offset, byte[] bytes, int count) {
    int at = 0;
    while (at < count) {
      byte[] stored = reader.read(attempt, offset + at, count - at);
      int differs = Arrays.mismatch(stored, 0, stored.length, bytes, at, at + stored.length);
      if (differs >= 0) {
        throw new LogConflict(
            attempt,
            offset + at + differs,
            "other bytes are stored there already. The store keeps those it acknowledged.");
      }
      at += stored.length;
    }
  }

  /// Declares the log complete at `length`. Does nothing if it is.
  public void close(long attempt, long length) {
    var log = logs.acquire(attempt);
    try {
      await(queueClose(log, length));
    } finally {
      logs.release(log);
    }
  }

  private CompletableFuture<@Nullable Void> queueClose(OpenLog log, long length) {
    log.writing.lock();
    try {
      log.awaitSettled();
      var view = log.view();
      long stored = view.accepted().length();
      if (view.closed() && length == stored) {
        return CompletableFuture.completedFuture(null);
      }
      if (length < stored || view.closed()) {
        throw new LogConflict(
            log.attempt, length, "cannot end there: %d bytes are stored.".formatted(stored));
      }
      if (length > stored) {
        throw new LogGap(log.attempt, stored, length);
      }
      long now = clock.millis();
      var record = view.record() == null ? LogRecord.open(now) : view.record();
      var extent = view.accepted();
      return queue(
          log,
          view,
          List.of(),
          new byte[0],
          extent,
          record.close(now, extent.length(), extent.lines()));
    } finally {
      log.writing.unlock();
    }
  }

  /// Durable bytes.
  public long length(long attempt) {
    var log = logs.acquire(attempt);
    try {
      return log.view().durable().length();
    } finally {
      logs.release(log);
    }
  }

  /// Empty if nothing was ever appended.
  public Optional<LogInfo> info(long attempt) {
    var log = logs.acquire(attempt);
    try {
      var view = log.view();
      return Optional.ofNullable(view.record()).map(record -> info(attempt, view, record));
    } finally {
      logs.release(log);
    }
  }

  private static LogInfo info(long attempt, OpenLog.View view, LogRecord record) {
    return new LogInfo(
        attempt,
        view.durable().length(),
        view.durable().lines(),
        Instant.ofEpochMilli(record.openedMillis()),
        record.closed()
            ? Optional.of(Instant.ofEpochMilli(record.closedMillis()))
            : Optional.empty());
  }

  public Follower follow(long attempt, long offset) {
    return new LiveFollower(logs, reader, logs.acquire(attempt), offset);
  }

  private static void await(CompletableFuture<@Nullable Void> done) {
    try {
      done.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof LogStoreException told) {
        throw told;
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    committer.close();
  }
}
