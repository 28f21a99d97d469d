package slipway.logstore.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BackupEngine;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger log = LoggerFactory.getLogger(Database.class);
  private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);
  private static final String FORMAT = "slipway-logs 1";

  private final Path directory;
  private final FileStore disk;
  private final RocksDB rocks;
  private final Settings settings;
  private final List<ColumnFamilyHandle> handles;

  /// What a reader beside the writer needs for itself; null for the writer.
  private final @Nullable Path scratch;

  private final WriteOptions durable = new WriteOptions().setSync(true);
  private final WriteOptions buffered = new WriteOptions();

  private Database(
      Path directory,
      FileStore disk,
      RocksDB rocks,
      Settings settings,
      List<ColumnFamilyHandle> handles,
      @Nullable Path scratch) {
    this.directory = directory;
    this.disk = disk;
    this.rocks = rocks;
    this.settings = settings;
    this.handles = handles;
    this.scratch = scratch;
  }

  /// Opens the store, and makes a new one if the directory is empty or missing.
  ///
  /// @throws LogStoreFailed if it cannot: locked, unwritable, damaged, or something else lies there
  public static Database open(Path directory, LogStoreOptions options) {
    var disk = StoreDirectory.prepare(directory);
    RocksDB.loadLibrary();
    try {
      return open(directory, disk, new Settings(options, false, false));
    } catch (RocksDBException refused) {
      if (!isCorruption(refused)) {
        throw StoreDirectory.explain(directory, refused);
      }
      return salvage(directory, disk, options, refused);
    }
  }

  private static Database open(Path directory, FileStore disk, Settings settings)
      throws RocksDBException {
    try {
      var handles = new ArrayList<ColumnFamilyHandle>();
      var rocks =
          RocksDB.open(settings.database(), directory.toString(), settings.descriptors(), handles);
      var made = new Database(directory, disk, rocks, settings, handles, null);
      made.checkFormat();
      return made;
    } catch (RocksDBException refused) {
      settings.close();
      throw refused;
    }
  }

  /// Opens a store to read it as it is now, beside the process that writes it, if there is one.
  ///
  /// @throws LogStoreFailed if there is no store, or it cannot be read
  public static Database openBeside(Path directory, LogStoreOptions options) {
    var disk = StoreDirectory.prepare(directory);
    RocksDB.loadLibrary();
    var settings = new Settings(options, false, true);
    Path scratch = StoreDirectory.scratch();
    try {
      var handles = new ArrayList<ColumnFamilyHandle>();
      var rocks =
          RocksDB.openAsSecondary(
              settings.database(),
              directory.toString(),
              scratch.toString(),
              settings.descriptors(),
              handles);
      var made = new Database(directory, disk, rocks, settings, handles, scratch);
      made.checkFormat();
      return made;
    } catch (RocksDBException refused) {
      settings.close();
      StoreDirectory.delete(scratch);
      throw StoreDirectory.explain(directory, refused);
    }
  }

  /// Takes in what the process that writes has written since. Only for a database that was opened
  /// beside it.
  public void catchUp() throws RocksDBException {
    rocks.tryCatchUpWithPrimary();
  }

  /// The write-ahead log may be damaged: everything in it that can be read is taken. Every value
  /// says where it belongs, so what is missing is found by who reads it.
  private static Database salvage(
      Path directory, FileStore disk, LogStoreOptions options, RocksDBException refused) {
    try {
      var made = open(directory, disk, new Settings(options, true, false));
      log.atError()
          .addKeyValue("store", directory)
          .setCause(refused)
          .log("the write-ahead log was damaged, `slipway logs verify` names what is missing");
      return made;
    } catch (RocksDBException hopeless) {
      throw StoreDirectory.explain(directory, hopeless);
    }
  }

  /// Whether RocksDB has found bytes that are not what it wrote.
  public static boolean isCorruption(RocksDBException failed) {
    var status = failed.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption;
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

  /// Writes all of the batch or nothing. A later durable write makes it durable too; until then a
  /// power cut, though not the death of this process, may take it back together with everything
  /// written behind it.
  public void write(WriteBatch batch) throws RocksDBException {
    rocks.write(buffered, batch);
  }

  /// Adds a backup of all files, with what is only in memory written first.
  public void backup(BackupEngine engine) throws RocksDBException {
    engine.createNewBackup(rocks, true);
  }

  /// Reads all table files and compares their checksums. The message of the exception names a file
  /// that is damaged.
  public void verifyFiles() throws RocksDBException {
    rocks.verifyChecksum();
  }

  /// Bytes of the files of a family, and of what is not written to files yet.
  public long diskBytes(Family family) throws RocksDBException {
    return property(family, "rocksdb.total-sst-files-size")
        + property(family, "rocksdb.total-blob-file-size")
        + property(family, "rocksdb.cur-size-all-mem-tables");
  }

  /// Frees the space of what was deleted from a family.
  public void compact(Family family) throws RocksDBException {
    rocks.compactRange(handle(family));
  }

  /// Makes durable what {@link #write} has written.
  public void syncWal() throws RocksDBException {
    rocks.syncWal();
  }

  public void delete(WriteBatch batch, Family family, byte[] key) throws RocksDBException {
    batch.delete(handle(family), key);
  }

  /// Deletes all keys of a family up to `last`, which is deleted too. Durable when it returns.
  public void deleteAll(Family family, byte[] last) throws RocksDBException {
    try (var batch = new WriteBatch()) {
      batch.deleteRange(handle(family), new byte[0], Arrays.copyOf(last, last.length + 1));
      writeDurably(batch);
    }
  }

  /// Walks over the keys in `[from, to)`. To be closed.
  public Cursor cursor(Family family, byte[] from, byte @Nullable [] to) throws RocksDBException {
    return cursors(from, to, family).getFirst();
  }

  /// Walks over the keys in `[from, to)` of several families, all as they are at this moment. Each
  /// to be closed, the last one last.
  public List<Cursor> cursors(byte[] from, byte @Nullable [] to, Family... families)
      throws RocksDBException {
    var shared = new ArrayList<AbstractNativeReference>();
    var lower = new Slice(from);
    shared.add(lower);
    var options = new ReadOptions().setIterateLowerBound(lower);
    if (to != null) {
      var upper = new Slice(to);
      shared.add(upper);
      options.setIterateUpperBound(upper);
    }
    shared.add(options);
    var iterators = rocks.newIterators(Arrays.stream(families).map(this::handle).toList(), options);
    var cursors = new ArrayList<Cursor>();
    for (var iterator : iterators) {
      var natives = new ArrayList<AbstractNativeReference>();
      if (cursors.size() == families.length - 1) {
        natives.addAll(shared);
      }
      natives.add(iterator);
      cursors.add(new Cursor(iterator, natives));
    }
    return cursors;
  }

  /// The values of these keys, in their order.
  public List<Optional<byte[]>> getAll(Family family, List<byte[]> keys) throws RocksDBException {
    var sameFamily = java.util.Collections.nCopies(keys.size(), handle(family));
    return rocks.multiGetAsList(sameFamily, keys).stream().map(Optional::ofNullable).toList();
  }

  /// To be closed.
  Options sortedFileOptions(Family family) {
    return new Options(settings.database(), settings.of(family));
  }

  /// Takes a sorted file into the database: all of it or nothing. The file is gone afterwards.
  void ingest(Family family, Path file) throws RocksDBException {
    try (var move = new IngestExternalFileOptions().setMoveFiles(true)) {
      rocks.ingestExternalFile(handle(family), List.of(file.toString()), move);
    }
  }

  private long property(Family family, String name) throws RocksDBException {
    return rocks.getLongProperty(handle(family), name);
  }

  private ColumnFamilyHandle handle(Family family) {
    return handles.get(1 + family.place()); // the default family comes first
  }

  /// Writes to files what is only in memory and in the write-ahead log, so that the next start need
  /// not.
  private void flush() {
    try (var wait = new FlushOptions()) {
      rocks.flush(wait, handles);
    } catch (RocksDBException failed) {
      log.atWarn()
          .addKeyValue("store", directory)
          .setCause(failed)
          .log("what is in memory is not written at the end, the next start will");
    }
  }

  @Override
  public void close() {
    if (scratch == null) {
      flush();
    }
    handles.forEach(ColumnFamilyHandle::close);
    rocks.close();
    durable.close();
    buffered.close();
    settings.close();
    if (scratch != null) {
      StoreDirectory.delete(scratch);
    }
  }
}
