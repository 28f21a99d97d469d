package slipway.master.rocks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// One RocksDB directory with named column families.
///
/// All calls are native and hold up the carrier of a virtual thread: make them on platform threads.
/// Whoever closes it sees to it that nobody calls any more.
public final class Rocks implements AutoCloseable {
  private static final long BLOCK_CACHE_BYTES = 32L << 20;
  private static final long MEMTABLE_BYTES = 16L << 20;
  private static final long WAL_BYTES_MAX = 128L << 20;

  /// Table files kept open: memory and start time must not grow with the past.
  private static final int OPEN_FILES_MAX = 256;

  private final Path directory;
  private final RocksDB database;
  private final Map<String, ColumnFamilyHandle> families;
  private final List<AbstractNativeReference> natives;
  private final WriteOptions durable;
  private final WriteOptions buffered;

  private Rocks(
      Path directory,
      RocksDB database,
      Map<String, ColumnFamilyHandle> families,
      List<AbstractNativeReference> natives) {
    this.directory = directory;
    this.database = database;
    this.families = families;
    this.natives = natives;
    this.durable = keep(natives, new WriteOptions().setSync(true));
    this.buffered = keep(natives, new WriteOptions());
  }

  /// Opens the directory, and makes it if it is missing.
  ///
  /// @param what it holds, for messages: `journal`
  /// @throws IOException if it is locked, unwritable or damaged; the message says what to do
  public static Rocks open(Path directory, String what, List<String> names) throws IOException {
    Files.createDirectories(directory);
    RocksDB.loadLibrary();
    var natives = new ArrayList<AbstractNativeReference>();
    var table =
        new BlockBasedTableConfig()
            .setBlockCache(keep(natives, new LRUCache(BLOCK_CACHE_BYTES)))
            .setFilterPolicy(keep(natives, new BloomFilter(10, false)))
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    var options =
        keep(
            natives,
            new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true));
    var descriptors = new ArrayList<ColumnFamilyDescriptor>();
    descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options));
    names.forEach(name -> descriptors.add(new ColumnFamilyDescriptor(bytes(name), options)));
    var handles = new ArrayList<ColumnFamilyHandle>();
    try {
      var database =
          RocksDB.open(
              keep(natives, databaseOptions()), directory.toString(), descriptors, handles);
      var families = new LinkedHashMap<String, ColumnFamilyHandle>();
      for (int at = 0; at < names.size(); at++) {
        families.put(names.get(at), handles.get(at + 1));
      }
      families.put("default", handles.getFirst());
      return new Rocks(directory, database, families, natives);
    } catch (RocksDBException refused) {
      closeAll(natives);
      throw explain(directory, what, refused);
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
        .setKeepLogFileNum(4);
  }

  private static IOException explain(Path directory, String what, RocksDBException refused) {
    String why = String.valueOf(refused.getMessage());
    return new IOException(
        why.contains("lock")
            ? "Cannot open the %s at %s: another process has it open. Stop that process, or choose another data directory."
                .formatted(what, directory)
            : "Cannot open the %s at %s: %s. Restore it from a backup, or choose another data directory."
                .formatted(what, directory, why),
        refused);
  }

  public byte @Nullable [] get(String family, byte[] key) throws IOException {
    try {
      return database.get(family(family), key);
    } catch (RocksDBException failed) {
      throw failed("read", failed);
    }
  }

  /// Puts several values, or removes keys, all or none.
  public Batch batch() {
    return new Batch(this, new WriteBatch());
  }

  /// What is written together. For one thread; to be closed.
  public static final class Batch implements AutoCloseable {
    private final Rocks rocks;
    private final WriteBatch batch;

    private Batch(Rocks rocks, WriteBatch batch) {
      this.rocks = rocks;
      this.batch = batch;
    }

    public Batch put(String family, byte[] key, byte[] value) throws IOException {
      try {
        batch.put(rocks.family(family), key, value);
        return this;
      } catch (RocksDBException failed) {
        throw rocks.failed("write", failed);
      }
    }

    public Batch delete(String family, byte[] key) throws IOException {
      try {
        batch.delete(rocks.family(family), key);
        return this;
      } catch (RocksDBException failed) {
        throw rocks.failed("write", failed);
      }
    }

    public Batch deleteRange(String family, byte[] from, byte[] to) throws IOException {
      try {
        batch.deleteRange(rocks.family(family), from, to);
        return this;
      } catch (RocksDBException failed) {
        throw rocks.failed("write", failed);
      }
    }

    /// On the disk when this returns.
    public void writeDurably() throws IOException {
      write(rocks.durable);
    }

    /// With the kernel when this returns: survives the process, not the machine.
    public void write() throws IOException {
      write(rocks.buffered);
    }

    private void write(WriteOptions options) throws IOException {
      try {
        rocks.database.write(options, batch);
      } catch (RocksDBException failed) {
        throw rocks.failed("write", failed);
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  /// Makes durable what was written without waiting.
  public void syncWal() throws IOException {
    try {
      database.flushWal(true);
    } catch (RocksDBException failed) {
      throw failed("write", failed);
    }
  }

  /// Walks over the keys in `[from, to)`, forwards or backwards. To be closed by the one who asked.
  public Cursor cursor(String family, byte[] from, byte[] to, boolean backwards) {
    var slices = new ArrayList<AbstractNativeReference>();
    var options = new ReadOptions();
    var lower = keep(slices, new Slice(from));
    var upper = keep(slices, new Slice(to));
    options.setIterateLowerBound(lower).setIterateUpperBound(upper);
    return Cursor.over(database.newIterator(family(family), options), options, slices, backwards);
  }

  private ColumnFamilyHandle family(String name) {
    var handle = families.get(name);
    if (handle == null) {
      throw new IllegalStateException("no column family " + name + " in " + directory);
    }
    return handle;
  }

  private IOException failed(String doing, RocksDBException failed) {
    return new IOException(
        "Cannot %s %s: %s. See the disk's space and health."
            .formatted(doing, directory, failed.getMessage()),
        failed);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <N extends AbstractNativeReference> N keep(
      List<AbstractNativeReference> natives, N made) {
    natives.add(made);
    return made;
  }

  static void closeAll(List<AbstractNativeReference> natives) {
    for (AbstractNativeReference made : natives.reversed()) {
      made.close();
    }
  }

  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    database.close();
    closeAll(natives);
  }
}
