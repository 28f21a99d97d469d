package slipway.logstore;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongPredicate;
import org.rocksdb.RocksDBException;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.files.Labels;
import slipway.logstore.index.GramIndex;
import slipway.logstore.live.Live;
import slipway.logstore.live.PolledFollower;
import slipway.logstore.pack.Derived;
import slipway.logstore.pack.Packer;
import slipway.logstore.pack.Unpacked;
import slipway.logstore.read.LogReader;
import slipway.logstore.read.Packs;
import slipway.logstore.read.Pieces;
import slipway.logstore.search.Searches;
import slipway.logstore.structure.Marks;
import slipway.logstore.structure.Signatures;
import slipway.logstore.upkeep.Upkeep;

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

  /// Logs that {@link #logs} gives at most.
  public static final int LOGS_MAX = 10_000;

  /// Marks that {@link #marks} gives at most.
  public static final int MARKS_MAX = 10_000;

  private final Database database;
  private final boolean reading;
  private final NativeCalls natives;
  private final LogReader reader;
  private final Pieces pieces;
  private final Labels labels;
  private final Marks marks;
  private final Signatures signatures;
  private final Packer packer;
  private final Searches searches;
  private final Upkeep upkeep;
  private final Live live;

  private LogStore(Database database, LogStoreOptions options, boolean reading)
      throws RocksDBException {
    this.database = database;
    this.reading = reading;
    var packs = new Packs(database);
    pieces = new Pieces(database, packs);
    labels = new Labels(database);
    natives = new NativeCalls(options.nativeThreads());
    reader = new LogReader(pieces, natives);
    var unpacked = Unpacked.load(database, pieces);
    var index = GramIndex.open(database, packs, reader::following);
    marks = new Marks(database, pieces);
    signatures = new Signatures(database, pieces);
    var derived = new Derived(database, packs, signatures);
    packer = new Packer(database, pieces, unpacked, index, signatures, derived, options);
    searches = new Searches(pieces, packs, unpacked, index, reader::following, natives, reader);
    upkeep = new Upkeep(database, pieces, unpacked, packer, natives);
    if (reading) {
      live = Live.reading(database, pieces, unpacked, natives, reader, options);
    } else {
      live = Live.start(database, pieces, unpacked, natives, reader, options);
      packer.start();
    }
  }

  /// Opens the store in this directory; a missing or empty directory becomes a new store.
  ///
  /// @throws LogStoreFailed if it is locked by another process, unwritable or damaged
  public static LogStore open(Path directory, LogStoreOptions options) {
    return open(Database.open(directory, options), options, false);
  }

  /// Opens the store in this directory to read it as it is now, whether another process has it open
  /// or not. Only what {@link #follow} gives is newer.
  ///
  /// @throws LogStoreFailed if there is none, or it is damaged
  public static LogStore openForReading(Path directory, LogStoreOptions options) {
    return open(Database.openBeside(directory, options), options, true);
  }

  private static LogStore open(Database database, LogStoreOptions options, boolean reading) {
    try {
      return new LogStore(database, options, reading);
    } catch (RocksDBException failed) {
      database.close();
      throw new LogStoreFailed(
          "Cannot read the log store at %s: %s. Restore it from a backup."
              .formatted(database.directory(), failed.getMessage()),
          failed);
    }
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
    return reading
        ? new PolledFollower(database, pieces, reader, natives, attempt, offset)
        : live.follow(attempt, offset);
  }

  /// Looks for lines in all logs, newest first. Hits are found as they are asked for.
  ///
  /// @throws IllegalArgumentException if the pattern is not one, or too costly; the message is for
  ///   the one who asked
  public SearchResults search(SearchQuery query) {
    return searches.start(query);
  }

  /// Lines that mean something, of the wanted kinds, at most `max` of them.
  ///
  /// @throws LogUnknown if there is no such log
  public LogMarks marks(long attempt, Set<LogMark.Kind> wanted, int max) {
    requireNotNegative("max", max);
    requireLog(attempt);
    return natives.make(() -> marks.of(attempt, wanted, Math.min(max, MARKS_MAX)));
  }

  /// What the log ended with, as far as it is an error; what it has so far while it is open.
  ///
  /// @throws LogUnknown if there is no such log
  public Optional<ErrorSignature> signature(long attempt) {
    requireLog(attempt);
    return natives.make(() -> signatures.of(attempt));
  }

  /// Where an error was seen among closed logs of the wanted attempts.
  public ErrorHistory errorHistory(long signature, LongPredicate attempts) {
    return natives.make(() -> signatures.history(signature, attempts));
  }

  /// Logs with numbers from `fromAttempt` on, in order, at most `count` of them.
  public List<LogInfo> logs(long fromAttempt, int count) {
    requireNotNegative("attempt", fromAttempt);
    return natives.make(() -> pieces.attempts(fromAttempt, Math.min(count, LOGS_MAX))).stream()
        .flatMap(attempt -> info(attempt).stream())
        .toList();
  }

  /// The name of a log that was given one.
  public Optional<String> label(long attempt) {
    return natives.make(() -> labels.labelOf(attempt));
  }

  /// The number of the log with this label, if there is one.
  public OptionalLong labelled(String label) {
    return natives.make(() -> labels.find(label));
  }

  /// The number of the log with this label; a label that is new gets the next free number, and
  /// keeps it.
  public long attemptOf(String label) {
    return natives.make(() -> labels.attemptOf(label));
  }

  /// Packs everything that belongs to closed logs, however little it is, and waits for it: the
  /// store packs by itself, but leaves the last few logs until there are more.
  public void pack() throws InterruptedException {
    packer.packAll();
  }

  /// What keeps the store in health.
  public Upkeep upkeep() {
    return upkeep;
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
    packer.close();
    searches.close();
    natives.close();
    database.close();
  }
}
