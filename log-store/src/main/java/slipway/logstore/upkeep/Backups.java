package slipway.logstore.upkeep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogStoreFailed;
import slipway.logstore.disk.Database;

/// Backups in a directory, by RocksDB's backup engine: the files of the database, each stored once
/// for all backups that have it, with their checksums.
public final class Backups {
  /// One backup.
  public record Backup(int number, Instant madeAt, long bytes) {}

  private Backups() {}

  static int make(Database database, Path directory) {
    try (var options = options(directory);
        var engine = BackupEngine.open(Env.getDefault(), options)) {
      engine.garbageCollect();
      database.backup(engine);
      return engine.getBackupInfo().getLast().backupId();
    } catch (RocksDBException failed) {
      throw new LogStoreFailed(
          "Cannot back the log store up to %s: %s. The backups made before are kept."
              .formatted(directory, failed.getMessage()),
          failed);
    }
  }

  /// The backups in a directory, the newest last.
  public static List<Backup> list(Path directory) {
    RocksDB.loadLibrary();
    try (var options = options(directory);
        var engine = BackupEngine.open(Env.getDefault(), options)) {
      return engine.getBackupInfo().stream()
          .map(info ->
              new Backup(info.backupId(), Instant.ofEpochSecond(info.timestamp()), info.size()))
          .toList();
    } catch (RocksDBException failed) {
      throw new LogStoreFailed(
          "Cannot read the backups in %s: %s.".formatted(directory, failed.getMessage()), failed);
    }
  }

  /// Removes all backups in a directory but the newest `count`, with the files that only they have.
  public static void keep(Path directory, int count) {
    RocksDB.loadLibrary();
    try (var options = options(directory);
        var engine = BackupEngine.open(Env.getDefault(), options)) {
      engine.purgeOldBackups(count);
    } catch (RocksDBException failed) {
      throw new LogStoreFailed(
          "Cannot remove old backups in %s: %s.".formatted(directory, failed.getMessage()), failed);
    }
  }

  /// Makes a store in `store`, which must be missing or empty, from the newest backup in
  /// `directory`. The store appears complete or not at all.
  public static void restore(Path directory, Path store) {
    if (list(directory).isEmpty()) {
      throw new LogStoreFailed("There is no backup in %s.".formatted(directory), null);
    }
    var beside = store.resolveSibling(store.getFileName() + ".restoring");
    try (var options = options(directory);
        var engine = BackupEngine.open(Env.getDefault(), options);
        var keepNothing = new RestoreOptions(false)) {
      requireEmpty(store);
      Files.createDirectories(beside);
      engine.restoreDbFromLatestBackup(beside.toString(), beside.toString(), keepNothing);
      syncFiles(beside);
      Files.move(beside, store, StandardCopyOption.ATOMIC_MOVE);
      sync(store.resolveSibling("."));
    } catch (RocksDBException | IOException failed) {
      throw new LogStoreFailed(
          "Cannot restore the log store from %s to %s: %s."
              .formatted(directory, store, failed.getMessage()),
          failed);
    }
  }

  private static void requireEmpty(Path store) throws IOException {
    if (!Files.exists(store)) {
      return;
    }
    try (var files = Files.list(store)) {
      if (files.findAny().isPresent()) {
        throw new LogStoreFailed(
            "%s is not empty. Restore to another directory, or move this one away first."
                .formatted(store),
            null);
      }
    }
    Files.delete(store);
  }

  private static void syncFiles(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        sync(file);
      }
    }
    sync(directory);
  }

  private static void sync(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static BackupEngineOptions options(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException refused) {
      throw new LogStoreFailed(
          "Cannot make the backup directory %s: %s. Name one that this user may write to."
              .formatted(directory, refused),
          refused);
    }
    return new BackupEngineOptions(directory.toString())
        .setShareTableFiles(true)
        .setShareFilesWithChecksum(true)
        .setSync(true);
  }
}
