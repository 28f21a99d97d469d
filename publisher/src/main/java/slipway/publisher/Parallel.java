package slipway.publisher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

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
    return judgedMap(things, work, THREADS);
  }

  /// As [#mapWaiting].
  static <T, R> List<R> judgedMapWaiting(List<T> things, Judged<T, R> work)
      throws IOException, InterruptedException {
    return judgedMap(things, work, WAITING_THREADS);
  }

  private static <T, R> List<R> judgedMap(List<T> things, Judged<T, R> work, int threadsMax)
      throws IOException, InterruptedException {
    try {
      return map(things, work::on, threadsMax);
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
    var run = new Run<>(things, work);
    int threads = Math.min(things.size(), threadsMax);
    if (threads <= 1) {
      run.run();
    } else {
      try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
        pool.invokeAll(Collections.nCopies(threads, Executors.callable(run)));
      }
    }
    return run.results();
  }

  /// What came of one thing.
  private record Outcome<R>(@Nullable R result, @Nullable Throwable failure) {}

  /// Each thread takes the next thing, until there are no more or it is interrupted.
  private static final class Run<T, R> implements Runnable {
    private final List<T> things;
    private final Work<T, R> work;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<Outcome<R>> outcomes;

    Run(List<T> things, Work<T, R> work) {
      this.things = things;
      this.work = work;
      this.outcomes = new AtomicReferenceArray<>(things.size());
    }

    @Override
    public void run() {
      while (!Thread.currentThread().isInterrupted()) {
        int index = next.getAndIncrement();
        if (index >= things.size()) {
          return;
        }
        outcomes.set(index, outcomeOf(things.get(index)));
      }
    }

    private Outcome<R> outcomeOf(T thing) {
      try {
        return new Outcome<>(work.on(thing), null);
      } catch (Throwable failure) {
        return new Outcome<>(null, failure);
      }
    }

    List<R> results() throws IOException, PackageRejected, InterruptedException {
      var results = new ArrayList<R>(things.size());
      for (int i = 0; i < things.size(); i++) {
        Outcome<R> outcome = outcomes.get(i);
        if (outcome == null) {
          throw new InterruptedException("interrupted before all was done");
        }
        switch (outcome.failure()) {
          case null -> results.add(outcome.result());
          case IOException io -> throw io;
          case PackageRejected rejected -> throw rejected;
          case Throwable bug -> throw new IllegalStateException(bug);
        }
      }
      return results;
    }
  }
}
