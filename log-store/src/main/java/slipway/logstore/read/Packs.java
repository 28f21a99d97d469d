package slipway.logstore.read;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;
import slipway.logstore.disk.DamagedValue;
import slipway.logstore.disk.Database;
import slipway.logstore.disk.Family;
import slipway.logstore.disk.Pack;

/// Reads packs. Those that were used last are kept uncompressed, and many who want the same pack at
/// the same time wait for one read of it.
public final class Packs {
  /// Bytes of uncompressed packs that are kept.
  private static final long CACHE_BYTES_MAX = 32L << 20;

  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Long, CompletableFuture<byte[]>> cache =
      new LinkedHashMap<>(64, 0.75f, true);
  private long cachedBytes;

  public Packs(Database database) {
    this.database = database;
  }

  /// A pack as it is stored, past the cache. Makes a native call.
  ///
  /// @throws DamagedValue if it is damaged or missing
  public Pack read(long number) throws DamagedValue {
    try {
      var value = database.get(Family.PACKS, Pack.key(number));
      if (value.isEmpty()) {
        throw new DamagedValue("pack %d is missing".formatted(number));
      }
      return Pack.decode(number, value.get());
    } catch (RocksDBException broken) {
      throw new DamagedValue(
          "pack %d cannot be read (%s)".formatted(number, broken.getMessage()), broken);
    }
  }

  /// The uncompressed bytes of a pack; not to be changed. Makes a native call if they are not in
  /// memory.
  ///
  /// @throws DamagedValue if the pack is damaged or missing
  public byte[] raw(long number) throws DamagedValue {
    var mine = new CompletableFuture<byte[]>();
    var others = cached(number, mine);
    if (others.isEmpty()) {
      load(number, mine);
    }
    try {
      return others.orElse(mine).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof DamagedValue damaged) {
        throw new DamagedValue(damaged.what(), damaged);
      }
      throw failed;
    }
  }

  /// What somebody else has loaded, or is loading; empty if `mine` took the place.
  private Optional<CompletableFuture<byte[]>> cached(long number, CompletableFuture<byte[]> mine) {
    lock.lock();
    try {
      return Optional.ofNullable(cache.putIfAbsent(number, mine));
    } finally {
      lock.unlock();
    }
  }

  private void load(long number, CompletableFuture<byte[]> into) {
    try {
      byte[] raw = read(number).raw();
      into.complete(raw);
      keep(raw.length);
    } catch (DamagedValue | RuntimeException failed) {
      into.completeExceptionally(failed);
      forget(number);
    }
  }

  private void keep(int bytes) {
    lock.lock();
    try {
      cachedBytes += bytes;
      var oldest = cache.values().iterator();
      while (cachedBytes > CACHE_BYTES_MAX && oldest.hasNext()) {
        var candidate = oldest.next();
        if (candidate.isDone()) { // what is being read counts only once it is there
          cachedBytes -= candidate.join().length;
          oldest.remove();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(long number) {
    lock.lock();
    try {
      cache.remove(number);
    } finally {
      lock.unlock();
    }
  }
}
