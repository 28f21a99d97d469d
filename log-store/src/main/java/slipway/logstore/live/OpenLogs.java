package slipway.logstore.live;

import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.disk.NativeCalls;
import slipway.logstore.live.OpenLog.Extent;
import slipway.logstore.read.Pieces;

/// The logs that are in use, one object each. Every `acquire` is followed by one `release`.
final class OpenLogs {
  /// Logs kept in memory although nobody uses them just now, so that the next append need not look
  /// them up.
  private static final int IDLE_MAX = 4096;

  private final ConcurrentHashMap<Long, OpenLog> logs = new ConcurrentHashMap<>();
  private final Pieces pieces;
  private final NativeCalls natives;

  OpenLogs(Pieces pieces, NativeCalls natives) {
    this.pieces = pieces;
    this.natives = natives;
  }

  OpenLog acquire(long attempt) {
    var inMemory = logs.computeIfPresent(attempt, (_, log) -> use(log));
    // Loaded under the map's own lock: nobody may append between the look at the disk and the entry
    // in the map.
    return inMemory != null
        ? inMemory
        : natives.make(
            () -> logs.compute(attempt, (_, log) -> use(log == null ? load(attempt) : log)));
  }

  void release(OpenLog log) {
    logs.computeIfPresent(
        log.attempt,
        (_, known) -> {
          known.users--;
          boolean idle = known.users == 0 && (known.view().closed() || logs.size() > IDLE_MAX);
          return idle ? null : known;
        });
  }

  private static OpenLog use(OpenLog log) {
    log.users++;
    return log;
  }

  private OpenLog load(long attempt) {
    try {
      var record = pieces.record(attempt).orElse(null);
      if (record == null) {
        return new OpenLog(attempt, null, Extent.EMPTY);
      }
      if (record.closed()) {
        return new OpenLog(attempt, record, new Extent(record.length(), record.lines(), true));
      }
      var extent = pieces.last(attempt).map(Extent::upTo).orElse(Extent.EMPTY);
      return new OpenLog(attempt, record, extent);
    } catch (RocksDBException failed) {
      throw new LogStoreFailed(
          "The log store cannot be read: %s. Run `slipway logs verify`."
              .formatted(failed.getMessage()),
          failed);
    }
  }
}
