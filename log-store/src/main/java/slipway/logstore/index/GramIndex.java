package slipway.logstore.index;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Pack;
import slipway.logstore.disk.Pack.Segment;
import slipway.logstore.disk.SortedFile;
import slipway.logstore.read.Packs;

/// The index over all packs: on disk for the packs below a mark, in memory for those above. The
/// packer's thread adds; any thread asks.
public final class GramIndex {
  /// Holds the number of packs that are indexed on disk: 8 bytes, big-endian. It lies behind all
  /// rows.
  private static final byte[] MARK_KEY = {(byte) 0xff};

  private static final Logger log = LoggerFactory.getLogger(GramIndex.class);

  private final Database database;
  private final Packs packs;
  private final Following following;
  private final ReentrantLock lock = new ReentrantLock();
  private final RecentBlock recent = new RecentBlock();
  private long onDisk;

  /// How often the index was forgotten: a search that began before must not trust what it reads
  /// after.
  private final AtomicInteger generation = new AtomicInteger();

  /// What follows a segment that ends within a line, so that a text across the cut is found too.
  @FunctionalInterface
  public interface Following {
    byte[] bytes(Segment segment);
  }

  private GramIndex(Database database, Packs packs, Following following, long onDisk) {
    this.database = database;
    this.packs = packs;
    this.following = following;
    this.onDisk = onDisk;
  }

  /// Opens the index as it is on disk; {@link #catchUp} adds what it lacks.
  public static GramIndex open(Database database, Packs packs, Following following)
      throws RocksDBException {
    var index = new GramIndex(database, packs, following, indexedOnDisk(database));
    index.loadRecent();
    return index;
  }

  private void loadRecent() throws RocksDBException {
    try {
      SavedBlock.load(database, onDisk, recent);
    } catch (DamagedValue damaged) {
      log.atWarn().setCause(damaged).log("the newest block of the index is made again");
      recent.clear();
    }
  }

  /// Keeps what is only in memory, so that the next start need not make it again.
  public void save() throws RocksDBException {
    lock.lock();
    try {
      SavedBlock.save(database, onDisk, recent);
    } finally {
      lock.unlock();
    }
  }

  /// Packs that the index on disk knows.
  public static long indexedOnDisk(Database database) throws RocksDBException {
    return database
        .get(Family.GRAMS, MARK_KEY)
        .map(value -> ByteBuffer.wrap(value).getLong())
        .orElse(0L);
  }

  /// Reads every row on disk.
  ///
  /// @throws DamagedValue if one is damaged
  public static void verify(Database database) throws RocksDBException, DamagedValue {
    try (var cursor = database.cursor(Family.GRAMS, new byte[0], MARK_KEY)) {
      long[] bits = new long[Row.GROUP_WORDS];
      for (boolean more = cursor.first(); more; more = cursor.next()) {
        Row.read(cursor.value(), bits);
      }
    }
  }

  /// Indexes the packs below `count` that are not indexed yet. A damaged pack counts as empty: it
  /// cannot be searched.
  public void catchUp(long count) throws RocksDBException {
    if (indexed() > count) {
      forgetAll(); // the packs are older than the index: a part of the store was put back
    }
    for (long number = indexed(); number < count; number = indexed()) {
      try {
        var pack = packs.read(number);
        add(pack, pack.raw());
      } catch (DamagedValue damaged) {
        log.atError()
            .addKeyValue("pack", number)
            .setCause(damaged)
            .log("a damaged pack is not indexed");
        addCollected();
      }
    }
  }

  /// Forgets the whole index; {@link #catchUp} makes it again.
  public void forgetAll() throws RocksDBException {
    lock.lock();
    try {
      generation.incrementAndGet();
      database.deleteAll(Family.GRAMS, MARK_KEY);
      recent.clear();
      onDisk = 0;
    } finally {
      lock.unlock();
    }
  }

  private long indexed() {
    lock.lock();
    try {
      return onDisk + recent.count();
    } finally {
      lock.unlock();
    }
  }

  /// Adds the next pack. Once a block is full it is written, and durable when this returns.
  public void add(Pack pack, byte[] raw) throws RocksDBException {
    int position = 0;
    for (var segment : pack.segments()) {
      int end = position + segment.length();
      recent.collect(raw, position, end);
      if (end > 0 && raw[end - 1] != '\n') {
        collectAcross(raw, position, end, following.bytes(segment));
      }
      position = end;
    }
    addCollected();
  }

  private void collectAcross(byte[] raw, int from, int to, byte[] after) {
    int before = Math.min(to - from, Grams.LENGTH - 1);
    byte[] across = new byte[before + after.length];
    System.arraycopy(raw, to - before, across, 0, before);
    System.arraycopy(after, 0, across, before, after.length);
    recent.collect(across, 0, across.length);
  }

  private void addCollected() throws RocksDBException {
    lock.lock();
    try {
      recent.add();
      if (recent.isFull()) {
        writeBlock();
        recent.clear();
        onDisk += Row.BLOCK_PACKS;
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeBlock() throws RocksDBException {
    database.syncWal(); // the index must never know packs that a power cut could take back
    int group = Math.toIntExact(onDisk / Row.GROUP_PACKS);
    int block = (int) (onDisk % Row.GROUP_PACKS / Row.BLOCK_PACKS);
    try (var file = SortedFile.create(database, Family.GRAMS)) {
      var part = new ByteArrayOutputStream();
      for (int slot = 0; slot < Grams.SLOTS; slot++) {
        recent.write(part, block, slot);
        if (part.size() > 0) {
          file.merge(key(group, slot), part.toByteArray());
          part.reset();
        }
      }
      file.put(MARK_KEY, ByteBuffer.allocate(8).putLong(onDisk + Row.BLOCK_PACKS).array());
      file.ingest();
    }
  }

  static byte[] key(int group, int slot) {
    return ByteBuffer.allocate(7)
        .putInt(group)
        .put((byte) (slot >>> 16))
        .putShort((short) slot)
        .array();
  }

  /// The packs below `count` that may satisfy the query, newest first.
  public Candidates candidates(GramQuery query, long count) {
    lock.lock();
    try {
      long[] bits = query.evaluate(recent::row);
      int now = generation.get();
      return new Candidates(
          database, query, onDisk, recent.count(), bits, count, () -> generation.get() == now);
    } finally {
      lock.unlock();
    }
  }
}
