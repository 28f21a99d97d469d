package slipway.logstore.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.LogStoreOptions;

/// One RocksDB with the column families of the log store.
///
/// RocksDB unpacks its native library into the directory named by the environment variable
/// `ROCKSDB_SHAREDLIB_DIR`, or else into the temporary directory, where a killed process leaves 17
/// MB behind: whoever launches a long-lived process sets that variable to a directory of the
/// process.
///
/// All calls are native and pin the carrier of a virtual thread: they are made through {@link
/// NativeCalls}.
public final class Database implements AutoCloseable {
  private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);
  private static final String FORMAT = "slipway-logs 1";

  /// Table files kept open; memory and open time must not grow with the history.
  private static final int OPEN_FILES_MAX = 512;

  private static final long WAL_BYTES_MAX = 256L << 20;

  private final Path directory;
  private final FileStore disk;
  private final RocksDB rocks;
  private final Map<Family, ColumnFamilyHandle> handles;
  private final List<AbstractNativeReference> natives;
  private final WriteOptions durable;

  private Database(
      Path directory,
      FileStore disk,
      RocksDB rocks,
      Map<Family, ColumnFamilyHandle> handles,
      List<AbstractNativeReference> natives,
      WriteOptions durable) {
    this.directory = directory;
    this.disk = disk;
    this.rocks = rocks;
    this.handles = handles;
    this.natives = natives;
    this.durable = durable;
  }

  /// Opens the store, and makes a new one if the directory is empty or missing.
  ///
  /// @throws LogStoreFailed if it cannot: locked, unwritable, damaged, or something else lies there
  @SuppressWarnings("MustBeClosedChecker")
  public static Database open(Path directory, LogStoreOptions options) {
    var disk = StoreDirectory.prepare(directory);
    RocksDB.loadLibrary();
    var natives = new ArrayList<AbstractNativeReference>();
    var cache = keep(natives, new LRUCache(options.blockCacheBytes()));
    var database = keep(natives, databaseOptions());
    var families = new ArrayList<ColumnFamilyDescriptor>();
    var familyOptions = keep(natives, familyOptions(options, cache, natives));
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    for (var family : Family.values()) {
      families.add(new ColumnFamilyDescriptor(family.bytes(), familyOptions));
    }
    var opened = new ArrayList<ColumnFamilyHandle>();
    try {
      var rocks = RocksDB.open(database, directory.toString(), families, opened);
      natives.addAll(opened);
      var handles = new EnumMap<Family, ColumnFamilyHandle>(Family.class);
      var handle = opened.iterator();
      handle.next(); // the default family comes first
      for (var family : Family.values()) {
        handles.put(family, handle.next());
      }
      var durable = keep(natives, new WriteOptions().setSync(true));
      var made = new Database(directory, disk, rocks, handles, natives, durable);
      made.checkFormat();
      return made;
    } catch (RocksDBException refused) {
      closeAll(natives);
      throw StoreDirectory.explain(directory, refused);
    }
  }

  private static DBOptions databaseOptions() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setSkipStatsUpdateOnDbOpen(true)
        .setMaxTotalWalSize(WAL_BYTES_MAX)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(4)
        .setMaxLogFileSize(4 << 20);
  }

  private static ColumnFamilyOptions familyOptions(
      LogStoreOptions options, LRUCache cache, List<AbstractNativeReference> natives) {
    var table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(16 << 10)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFilterPolicy(keep(natives, new BloomFilter(10, false)))
            .setFormatVersion(5);
    return new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setWriteBufferSize(options.memtableBytes())
        // Pieces are compressed already.
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setLevelCompactionDynamicLevelBytes(true);
  }

  private void checkFormat() throws RocksDBException {
    byte[] found = rocks.get(FORMAT_KEY);
    if (found == null) {
      rocks.put(durable, FORMAT_KEY, FORMAT.getBytes(StandardCharsets.US_ASCII));
    } else if (!Arrays.equals(found, FORMAT.getBytes(StandardCharsets.US_ASCII))) {
      String text = new String(found, StandardCharsets.UTF_8);
      close();
      throw new LogStoreFailed(
          "The log store at %s has the format `%s`; this program reads `%s`. Use the program that wrote it."
              .formatted(directory, text, FORMAT),
          null);
    }
  }

  public Path directory() {
    return directory;
  }

  /// Free bytes on the store's disk.
  public long freeBytes() throws IOException {
    return disk.getUsableSpace();
  }

  public Optional<byte[]> get(Family family, byte[] key) throws RocksDBException {
    return Optional.ofNullable(rocks.get(handle(family), key));
  }

  public void put(WriteBatch batch, Family family, byte[] key, byte[] value)
      throws RocksDBException {
    batch.put(handle(family), key, value);
  }

  /// Writes all of the batch or nothing; it is on the disk when this returns.
  public void writeDurably(WriteBatch batch) throws RocksDBException {
    rocks.write(durable, batch);
  }

  /// Walks over the keys in `[from, to)`. To be closed.
  public Cursor cursor(Family family, byte[] from, byte @Nullable [] to) {
    var natives = new ArrayList<AbstractNativeReference>();
    var options = keep(natives, new ReadOptions());
    options.setIterateLowerBound(keep(natives, new Slice(from)));
    if (to != null) {
      options.setIterateUpperBound(keep(natives, new Slice(to)));
    }
    RocksIterator iterator = keep(natives, rocks.newIterator(handle(family), options));
    return new Cursor(iterator, natives);
  }

  public String property(Family family, String name) throws RocksDBException {
    return rocks.getProperty(handle(family), name);
  }

  private ColumnFamilyHandle handle(Family family) {
    return java.util.Objects.requireNonNull(handles.get(family));
  }

  @Override
  public void close() {
    // Handles before the database, options after it.
    handles.values().forEach(ColumnFamilyHandle::close);
    rocks.close();
    closeAll(natives);
  }

  private static <N extends AbstractNativeReference> N keep(
      List<AbstractNativeReference> natives, N made) {
    natives.add(made);
    return made;
  }

  static void closeAll(List<AbstractNativeReference> natives) {
    for (int at = natives.size() - 1; at >= 0; at--) {
      natives.get(at).close();
    }
  }
}
