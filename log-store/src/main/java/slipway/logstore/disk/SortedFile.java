package slipway.logstore.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/// Many sorted entries that become part of the database at once, past its log: for what can be made
/// again.
public final class SortedFile implements AutoCloseable {
  static final String SUFFIX = ".ingest";

  private final Database database;
  private final Family family;
  private final Path path;
  private final EnvOptions environment = new EnvOptions();
  private final Options options;
  private final SstFileWriter writer;

  private SortedFile(Database database, Family family, Path path) {
    this.database = database;
    this.family = family;
    this.path = path;
    options = database.sortedFileOptions(family);
    writer = new SstFileWriter(environment, options);
  }

  public static SortedFile create(Database database, Family family) throws RocksDBException {
    var file =
        new SortedFile(database, family, database.directory().resolve(family.name() + SUFFIX));
    file.writer.open(file.path.toString());
    return file;
  }

  /// Adds to what the key has. Keys must come in order.
  public void merge(byte[] key, byte[] value) throws RocksDBException {
    writer.merge(key, value);
  }

  /// Replaces what the key has. Keys must come in order.
  public void put(byte[] key, byte[] value) throws RocksDBException {
    writer.put(key, value);
  }

  /// All entries are durable and visible when this returns.
  public void ingest() throws RocksDBException {
    writer.finish();
    database.ingest(family, path);
  }

  @Override
  public void close() {
    writer.close();
    options.close();
    environment.close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException kept) {
      throw new UncheckedIOException("cannot delete " + path, kept);
    }
  }
}
