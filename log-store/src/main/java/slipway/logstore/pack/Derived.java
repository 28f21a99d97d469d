package slipway.logstore.pack;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.LogDamaged;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Pack;
import slipway.logstore.read.LogList;
import slipway.logstore.read.Packs;
import slipway.logstore.structure.SegmentMarks;
import slipway.logstore.structure.Signatures;

/// Makes marks and signatures again from the logs. What is damaged is passed over.
public final class Derived {
  private static final Logger log = LoggerFactory.getLogger(Derived.class);

  private final Database database;
  private final Packs packs;
  private final Signatures signatures;

  public Derived(Database database, Packs packs, Signatures signatures) {
    this.database = database;
    this.packs = packs;
    this.signatures = signatures;
  }

  void makeAgain(long packCount) throws RocksDBException {
    for (long number = 0; number < packCount; number++) {
      try {
        mark(packs.read(number));
      } catch (DamagedValue damaged) {
        log.atError()
            .addKeyValue("pack", number)
            .setCause(damaged)
            .log("the lines of a damaged pack are not marked");
      }
    }
    try (var logs = new LogList(database)) {
      for (var next = logs.next(); next.isPresent(); next = logs.next()) {
        describe(next.get().attempt());
      }
    }
  }

  private void mark(Pack pack) throws RocksDBException, DamagedValue {
    byte[] raw = pack.raw();
    try (var batch = new WriteBatch()) {
      int position = 0;
      for (var segment : pack.segments()) {
        var marks = SegmentMarks.find(raw, position, position + segment.length());
        if (marks.isEmpty()) {
          database.delete(batch, Family.MARKS, segment.key().bytes());
        } else {
          database.put(batch, Family.MARKS, segment.key().bytes(), SegmentMarks.encode(marks));
        }
        position += segment.length();
      }
      database.write(batch);
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
}
