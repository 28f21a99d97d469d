package slipway.logstore.upkeep;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogDamaged;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Lines;
import slipway.logstore.disk.LogRecord;
import slipway.logstore.index.GramIndex;
import slipway.logstore.read.LogList;
import slipway.logstore.read.Piece;
import slipway.logstore.read.Pieces;

/// Reads everything once: every byte of every log, with its checksums, its place and its lines, and
/// every row of the index.
final class Verification {
  private final Database database;
  private final Pieces pieces;
  private final List<String> damage = new ArrayList<>();
  private long damageCount;
  private long logs;
  private long bytes;

  Verification(Database database, Pieces pieces) {
    this.database = database;
    this.pieces = pieces;
  }

  VerifyReport run() throws RocksDBException {
    verifyFiles();
    try (var list = new LogList(database)) {
      for (var next = list.next(); next.isPresent(); next = list.next()) {
        verifyLog(next.get().attempt(), next.get().record());
      }
    }
    try {
      GramIndex.verify(database);
    } catch (DamagedValue broken) {
      noteIndex(broken.what());
    } catch (RocksDBException broken) {
      noteIndex(String.valueOf(broken.getMessage()));
    }
    return new VerifyReport(logs, bytes, damage, damageCount);
  }

  private void noteIndex(String what) {
    note("search index: %s. Make it again with `slipway logs reindex`".formatted(what));
  }

  private void verifyFiles() {
    try {
      database.verifyFiles();
    } catch (RocksDBException broken) {
      note("database file: " + broken.getMessage());
    }
  }

  private void verifyLog(long attempt, byte @Nullable [] record) {
    logs++;
    var seen = new Seen();
    long offset = 0;
    while (offset < Long.MAX_VALUE) {
      try {
        pieces.walk(attempt, offset, (piece, from) -> take(attempt, piece, from, seen));
        break;
      } catch (LogDamaged damaged) {
        note(
            "attempt %d is damaged at offset %d: %s"
                .formatted(attempt, damaged.offset(), damaged.what()));
        offset = Math.max(damaged.resumeOffset(), damaged.offset() + 1);
        seen.jumpTo(offset);
      } catch (RocksDBException broken) {
        note("attempt %d, offset %d: %s".formatted(attempt, seen.end, broken.getMessage()));
        break;
      }
    }
    if (record == null) {
      note("attempt %d: its record cannot be read".formatted(attempt));
    } else {
      verifyRecord(attempt, record, seen);
    }
  }

  /// How far a log was read.
  private static final class Seen {
    long end;
    long newlines;
    boolean endsInNewline = true;
    boolean complete = true;

    void jumpTo(long offset) {
      end = offset;
      newlines = -1;
      complete = false;
    }
  }

  private boolean take(long attempt, Piece piece, int from, Seen seen) {
    long linesBefore = piece.linesBefore() + Lines.newlines(piece.bytes(), 0, from);
    if (seen.newlines >= 0 && linesBefore != seen.newlines) {
      note(
          "attempt %d, offset %d: %d lines are said to be before it, there are %d"
              .formatted(attempt, piece.offset(), linesBefore, seen.newlines));
    }
    seen.newlines = piece.linesBefore() + piece.newlines();
    seen.endsInNewline = piece.endsInNewline();
    seen.end = piece.end();
    bytes += piece.bytes().length - from;
    return true;
  }

  private void verifyRecord(long attempt, byte[] value, Seen seen) {
    try {
      var record = LogRecord.decode(value);
      long lines = seen.newlines + (seen.endsInNewline ? 0 : 1);
      if (record.closed()
          && seen.complete
          && (record.length() != seen.end || record.lines() != lines)) {
        note(
            "attempt %d: closed at %d bytes and %d lines, but %d bytes and %d lines are stored"
                .formatted(attempt, record.length(), record.lines(), seen.end, lines));
      }
    } catch (DamagedValue broken) {
      note("attempt %d: %s".formatted(attempt, broken.what()));
    }
  }

  private void note(String what) {
    damageCount++;
    if (damage.size() < VerifyReport.DAMAGE_MAX) {
      damage.add(what);
    }
  }
}
