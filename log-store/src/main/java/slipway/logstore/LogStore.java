package slipway.logstore;

import java.nio.file.Path;
import java.util.Optional;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.live.Live;
import slipway.logstore.read.LogReader;
import slipway.logstore.read.Pieces;
import slipway.logstore.search.Search;

/// The logs of all attempts, for ever: one store for each process, safe for use by many threads,
/// virtual ones included.
///
/// What a log belongs to is not known here; it has the number of its attempt, which is not
/// negative. Lines are counted from 1 and end with `\n`. Bytes are kept as they were printed.
///
/// All methods throw {@link LogStoreException} where they turn something down or fail, and {@link
/// IllegalArgumentException} for numbers that can never be right.
public final class LogStore implements AutoCloseable {
  /// A line longer than this is cut in what {@link #lines} gives; its bytes can be had by {@link
  /// #read}.
  public static final int LINE_BYTES_MAX = 64 << 10;

  /// What {@link #lines} gives at most, give or take a line.
  public static final int LINES_BYTES_MAX = 4 << 20;

  /// Lines that {@link #lines} gives at most.
  public static final int LINES_MAX = 20_000;

  private final Database database;
  private final NativeCalls natives;
  private final Pieces pieces;
  private final LogReader reader;
  private final Live live;

  private LogStore(Database database, LogStoreOptions options) {
    this.database = database;
    natives = new NativeCalls(options.nativeThreads());
    pieces = new Pieces(database);
    reader = new LogReader(pieces, natives);
    live = Live.start(database, pieces, natives, reader, options);
  }

  /// Opens the store in this directory; a missing or empty directory becomes a new store.
  ///
  /// @throws LogStoreFailed if it is locked by another process, unwritable or damaged
  public static LogStore open(Path directory, LogStoreOptions options) {
    return new LogStore(Database.open(directory, options), options);
  }

  /// Appends bytes that begin at `offset` of the log. They are durable when this returns, with what
  /// other threads append at the same time in one fsync. Bytes that are stored already are
  /// compared, and change nothing.
  ///
  /// @return the durable length of the log: what the writer need not keep any more
  /// @throws LogGap if bytes before `offset` are missing
  /// @throws LogConflict if other bytes are stored there, or the log is closed and would grow
  /// @throws LogStoreFull if the disk is nearly full; the same call succeeds once there is space
  public long append(long attempt, long offset, byte[] bytes) {
    requireAttempt(attempt);
    requireNotNegative("offset", offset);
    return live.append(attempt, offset, bytes);
  }

  /// Declares the log complete at `length`. Doing so again changes nothing.
  ///
  /// @throws LogGap if fewer bytes are stored
  /// @throws LogConflict if more bytes are stored
  public void close(long attempt, long length) {
    requireAttempt(attempt);
    requireNotNegative("length", length);
    live.close(attempt, length);
  }

  /// Durable bytes of the log; 0 if there is none.
  public long length(long attempt) {
    requireAttempt(attempt);
    return live.length(attempt);
  }

  /// What is known of the log; empty if nothing was ever appended to it.
  public Optional<LogInfo> info(long attempt) {
    requireAttempt(attempt);
    return live.info(attempt);
  }

  /// Up to `maxBytes` bytes from `offset` on, without reading what is before it; empty at the end
  /// of the log. May give fewer where more follow: go on from where they end.
  ///
  /// @throws LogUnknown if there is no such log
  /// @throws LogDamaged if the byte at `offset` is damaged; {@link LogDamaged#resumeOffset} is
  ///   behind it
  public byte[] read(long attempt, long offset, int maxBytes) {
    requireNotNegative("offset", offset);
    requireNotNegative("maxBytes", maxBytes);
    requireLog(attempt);
    return reader.read(attempt, offset, maxBytes);
  }

  /// Up to `count` lines from number `fromLine` on (1 is the first), without reading what is before
  /// them.
  ///
  /// @throws LogUnknown if there is no such log
  public LogLines lines(long attempt, long fromLine, int count) {
    requireNotNegative("count", count);
    var info = requireLog(attempt);
    int bounded = Math.min(count, LINES_MAX);
    var lines = reader.lines(attempt, info.length(), Math.max(1, fromLine), bounded);
    return new LogLines(attempt, lines, info.lines());
  }

  /// The last `count` lines.
  ///
  /// @throws LogUnknown if there is no such log
  public LogLines tail(long attempt, int count) {
    requireNotNegative("count", count);
    var info = requireLog(attempt);
    return lines(attempt, info.lines() - Math.min(count, LINES_MAX) + 1, count);
  }

  /// Reads the log from `offset` on while it grows; a log that has not begun is waited for.
  public Follower follow(long attempt, long offset) {
    requireAttempt(attempt);
    requireNotNegative("offset", offset);
    return live.follow(attempt, offset);
  }

  /// Looks for lines in all logs, newest first. Hits are found as they are asked for.
  ///
  /// @throws IllegalArgumentException if the pattern is not one, or too costly; the message is for
  ///   the one who asked
  public SearchResults search(SearchQuery query) {
    return Search.start(database, pieces, natives, reader, query);
  }

  private LogInfo requireLog(long attempt) {
    return info(attempt).orElseThrow(() -> new LogUnknown(attempt));
  }

  private static void requireAttempt(long attempt) {
    requireNotNegative("attempt", attempt);
  }

  private static void requireNotNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          "A log has no %s %d: it must not be negative.".formatted(what, value));
    }
  }

  /// Writes what is queued, then closes. Nobody may be reading.
  @Override
  public void close() {
    live.close();
    natives.close();
    database.close();
  }
}
