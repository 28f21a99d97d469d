package slipway.logstore.bench;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import slipway.logstore.LogStore;
import slipway.logstore.LogStoreOptions;

/// Many who follow one log while it grows: how long after a line was handed to the store does each
/// of them have it, its fsync included?
final class FollowRun {
  static final int FOLLOWERS = 500;
  private static final int LINES = 500;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /// Each line is as long as that, and begins with when it was handed in: 8 bytes, big-endian.
  private static final int LINE_BYTES = 120;

  private static final long ATTEMPT = 1;

  private final Path directory;

  FollowRun(Path directory) {
    this.directory = directory;
  }

  /// Milliseconds, one for each line and follower, in no order.
  List<Double> delays() throws Exception {
    var delays = new ArrayList<Double>();
    try (var store = LogStore.open(directory, LogStoreOptions.defaults());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ready = new CyclicBarrier(FOLLOWERS + 1);
      var followers = new ArrayList<Future<List<Double>>>();
      for (int follower = 0; follower < FOLLOWERS; follower++) {
        Callable<List<Double>> follow = () -> follow(store, ready);
        followers.add(threads.submit(follow));
      }
      ready.await();
      for (int line = 0; line < LINES; line++) {
        byte[] bytes = ByteBuffer.allocate(LINE_BYTES).putLong(System.nanoTime()).array();
        store.append(ATTEMPT, (long) line * LINE_BYTES, bytes);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      store.close(ATTEMPT, (long) LINES * LINE_BYTES);
      for (var follower : followers) {
        delays.addAll(follower.get());
      }
    }
    return delays;
  }

  private static List<Double> follow(LogStore store, CyclicBarrier ready) throws Exception {
    var delays = new ArrayList<Double>();
    try (var follower = store.follow(ATTEMPT, 0)) {
      ready.await();
      while (!follower.ended()) {
        var bytes = follower.next(Duration.ofSeconds(1)).orElse(new byte[0]);
        long now = System.nanoTime();
        for (int at = 0; at < bytes.length; at += LINE_BYTES) {
          delays.add((now - ByteBuffer.wrap(bytes).getLong(at)) / 1e6);
        }
      }
    }
    if (delays.size() != LINES) {
      throw new IllegalStateException(
          "a follower had %d lines of %d".formatted(delays.size(), LINES));
    }
    return delays;
  }
}
