package slipway.publisher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The same work for many things at once: hashing, compressing and waiting for disks.
final class Parallel {
  private static final int THREADS = 2 * Runtime.getRuntime().availableProcessors();

  /// Where what takes time is the disk, which writes what many wait for together.
  private static final int WAITING_THREADS = 32;

  private Parallel() {}

  /// What is done with one thing.
  @FunctionalInterface
  interface Work<T, R> {
    R on(T thing) throws IOException, PackageRejected;
  }

  /// What is done with one thing, where no package can be refused.
  @FunctionalInterface
  interface Judged<T, R> {
    R on(T thing) throws IOException;
  }

  /// As [#map].
  static <T, R> List<R> judgedMap(List<T> things, Judged<T, R> work)
      throws IOException, InterruptedException {
    try {
      return map(things, work::on);
    } catch (PackageRejected impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The results in the order of the things. The first failure in that order is thrown, once all
  /// have ended.
  static <T, R> List<R> map(List<T> things, Work<T, R> work)
      throws IOException, PackageRejected, InterruptedException {
    return map(things, work, THREADS);
  }

  /// As [#map], for work that waits for the disk.
  static <T, R> List<R> mapWaiting(List<T> things, Work<T, R> work)
      throws IOException, PackageRejected, InterruptedException {
    return map(things, work, WAITING_THREADS);
  }

  private static <T, R> List<R> map(List<T> things, Work<T, R> work, int threadsMax)
      throws IOException, PackageRejected, InterruptedException {
    var calls = new ArrayList<Callable<R>>();
    things.forEach(thing -> calls.add(() -> work.on(thing)));
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Math.clamp(things.size(), 1, threadsMax))) {
      var results = new ArrayList<R>();
      for (Future<R> done : threads.invokeAll(calls)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case IOException io -> throw io;
        case PackageRejected rejected -> throw rejected;
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }
}
