package slipway.logstore.disk;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;
import slipway.logstore.LogStoreException;
import slipway.logstore.LogStoreFailed;

/// A few platform threads that make RocksDB calls for virtual threads, whose carriers would be
/// pinned by them. A platform thread makes its calls itself.
public final class NativeCalls implements AutoCloseable {
  private static final long CLOSE_SECONDS_MAX = 10;

  private final ExecutorService threads;

  public NativeCalls(int count) {
    threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name("log-store-read-", 0).factory());
  }

  /// Something that calls RocksDB.
  @FunctionalInterface
  public interface NativeCall<T> {
    T make() throws RocksDBException;
  }

  /// What `call` returns or throws. An interrupted virtual thread still waits for the answer: reads
  /// are short.
  ///
  /// @throws LogStoreFailed if the database itself fails
  public <T> T make(NativeCall<T> call) {
    try {
      return Thread.currentThread().isVirtual() ? onPlatformThread(call) : call.make();
    } catch (RocksDBException failed) {
      throw new LogStoreFailed(
          "The log store cannot be read: %s. Run `slipway logs verify`."
              .formatted(failed.getMessage()),
          failed);
    }
  }

  private <T> T onPlatformThread(NativeCall<T> call) throws RocksDBException {
    var answer = threads.submit(call::make);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case RocksDBException inDatabase -> throw inDatabase;
        case LogStoreException told -> throw told;
        case null, default -> throw new IllegalStateException("a native call failed", failed);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a read of the log store did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
