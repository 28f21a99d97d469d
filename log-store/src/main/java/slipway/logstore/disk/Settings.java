package slipway.logstore.disk;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WALRecoveryMode;
import slipway.logstore.LogStoreOptions;

/// How RocksDB keeps the store. Neither memory nor the time to open grows with the history: a
/// bounded number of table files is open, and their indexes and filters live in the block cache.
final class Settings implements AutoCloseable {
  private static final int OPEN_FILES_MAX = 512;
  private static final long WAL_BYTES_MAX = 256L << 20;
  private static final long INFO_LOG_BYTES_MAX = 4L << 20;
  private static final int BLOCK_BYTES = 16 << 10;

  /// A file that is cut short is lost as a whole: it should not hold too much.
  private static final long BLOB_FILE_BYTES = 64L << 20;

  /// A pack is worth a blob, a word about one is not.
  private static final long BLOB_BYTES_MIN = 1 << 10;

  private final List<AbstractNativeReference> natives = new ArrayList<>();
  private final LogStoreOptions options;
  private final LRUCache cache;
  private final BloomFilter filter;
  private final DBOptions database;
  private final ColumnFamilyOptions defaultFamily;
  private final Map<Family, ColumnFamilyOptions> families = new EnumMap<>(Family.class);

  /// @param skipDamagedWal take what can be read of a damaged write-ahead log
  /// @param beside for a process that reads what another one writes
  Settings(LogStoreOptions options, boolean skipDamagedWal, boolean beside) {
    this.options = options;
    cache = keep(new LRUCache(options.blockCacheBytes()));
    filter = keep(new BloomFilter(10, false));
    database = keep(databaseOptions(skipDamagedWal));
    if (beside) {
      database.setMaxOpenFiles(-1); // a file that is open can still be read when it was deleted
    }
    defaultFamily = keep(usual());
    for (var family : Family.values()) {
      families.put(family, keep(familyOptions(family)));
    }
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions of(Family family) {
    return Objects.requireNonNull(families.get(family));
  }

  /// All column families, the default one first, then in the order of {@link Family}.
  List<ColumnFamilyDescriptor> descriptors() {
    var all = new ArrayList<ColumnFamilyDescriptor>();
    all.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, defaultFamily));
    for (var family : Family.values()) {
      all.add(new ColumnFamilyDescriptor(family.bytes(), of(family)));
    }
    return all;
  }

  private static DBOptions databaseOptions(boolean skipDamagedWal) {
    // A table file that was cut short is met when it is read, and costs only what it held.
    var unchecked = new Properties();
    unchecked.setProperty("skip_checking_sst_file_sizes_on_db_open", "true");
    return Objects.requireNonNull(DBOptions.getDBOptionsFromProps(unchecked))
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setSkipStatsUpdateOnDbOpen(true)
        // A torn end is what a crash leaves; damage before it is told, and then passed over.
        .setWalRecoveryMode(
            skipDamagedWal
                ? WALRecoveryMode.SkipAnyCorruptedRecords
                : WALRecoveryMode.TolerateCorruptedTailRecords)
        .setMaxTotalWalSize(WAL_BYTES_MAX)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(4)
        .setMaxLogFileSize(INFO_LOG_BYTES_MAX);
  }

  private ColumnFamilyOptions familyOptions(Family family) {
    return switch (family) {
      case META, LOGS, EXTENTS, MARKS, SIGNATURES, LABELS -> usual();
      // Written, read by followers, and soon deleted: compressed already.
      case CHUNKS -> usual().setCompressionType(CompressionType.NO_COMPRESSION);
      // Written once, in order, never deleted: values go to blob files, which no compaction copies.
      case PACKS ->
          usual()
              .setCompressionType(CompressionType.NO_COMPRESSION)
              .setEnableBlobFiles(true)
              .setMinBlobSize(BLOB_BYTES_MIN)
              .setBlobFileSize(BLOB_FILE_BYTES);
      // The parts of a row are merged by appending them to each other.
      case GRAMS -> usual().setMergeOperator(keep(new StringAppendOperator("")));
    };
  }

  private ColumnFamilyOptions usual() {
    var table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFilterPolicy(filter)
            .setFormatVersion(5);
    return new ColumnFamilyOptions()
        .setTableFormatConfig(table)
        .setWriteBufferSize(options.memtableBytes())
        .setCompressionType(CompressionType.ZSTD_COMPRESSION)
        .setLevelCompactionDynamicLevelBytes(true);
  }

  private <N extends AbstractNativeReference> N keep(N made) {
    natives.add(made);
    return made;
  }

  @Override
  public void close() {
    Natives.closeAll(natives);
  }
}
