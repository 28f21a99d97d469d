package slipway.master.rocks;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A few platform threads that make native calls for virtual threads.
public final class NativeCalls implements AutoCloseable {
  private static final long CLOSE_SECONDS_MAX = 10;

  private final ExecutorService threads;

  public NativeCalls(String name, int count) {
    threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }

  /// What `call` returns or throws, made on a platform thread.
  public <T> T make(Callable<T> call) throws IOException {
    var answer = threads.submit(call);
    try {
      return answer.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the database", interrupted);
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException inDatabase -> throw inDatabase;
        case RuntimeException bug -> throw bug;
        case null, default -> throw new IllegalStateException("a native call failed", failed);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a database read did not end in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
