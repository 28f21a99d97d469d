package slipway.master.workers;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/// Build trees that somebody waits for. A worker has no open port: it is told with its orders, and
/// sends the tree over its own connection. For many threads.
public final class TreeRequests {
  /// Pieces on their way from the worker to the reader; then the worker waits.
  private static final int PIECES_MAX = 8;

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final ConcurrentMap<Long, Transfer> byAttempt = new ConcurrentSkipListMap<>();

  /// What comes of a tree.
  public sealed interface Piece {
    record Bytes(ByteString bytes) implements Piece {}

    record Failed(String why) implements Piece {}

    record End() implements Piece {}
  }

  /// One tree on its way, from the request until one of both has gone.
  public final class Transfer implements AutoCloseable {
    private final long attempt;
    private final String worker;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES_MAX);
    private volatile boolean closed;

    private Transfer(long attempt, String worker) {
      this.attempt = attempt;
      this.worker = worker;
    }

    /// The next piece; empty if none has come within `patience`.
    public Optional<Piece> next(Duration patience) throws InterruptedException {
      return Optional.ofNullable(pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Waits while the reader is slow; false if it is gone.
    boolean put(Piece piece) throws InterruptedException {
      while (!closed) {
        if (pieces.offer(piece, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void close() {
      closed = true;
      byAttempt.remove(attempt, this);
    }
  }

  /// Empty if the tree is on its way to somebody else already.
  public Optional<Transfer> open(long attempt, String worker) {
    var transfer = new Transfer(attempt, worker);
    return byAttempt.putIfAbsent(attempt, transfer) == null
        ? Optional.of(transfer)
        : Optional.empty();
  }

  /// Attempts of this worker whose trees somebody waits for.
  List<Long> wantedOf(String worker) {
    return byAttempt.values().stream()
        .filter(transfer -> transfer.worker.equals(worker))
        .map(transfer -> transfer.attempt)
        .toList();
  }

  Optional<Transfer> of(long attempt, String worker) {
    return Optional.ofNullable(byAttempt.get(attempt))
        .filter(transfer -> transfer.worker.equals(worker));
  }
}
