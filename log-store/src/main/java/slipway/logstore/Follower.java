package slipway.logstore;

import java.time.Duration;
import java.util.Optional;

/// Reads a log while it grows. Made for a virtual thread that blocks in {@link #next}.
///
/// Followers that have caught up share the bytes as they were appended, without a read of the
/// database; those behind share what was read and decompressed last.
public interface Follower extends AutoCloseable {

  /// The next bytes in order, as soon as there are any; empty if there were none for `timeout`, or
  /// at the end. The array is shared among followers and must not be changed.
  ///
  /// @throws InterruptedException if the thread is interrupted while waiting
  /// @throws LogDamaged if the next bytes are; {@link #skipTo} goes on behind them
  Optional<byte[]> next(Duration timeout) throws InterruptedException;

  /// Of the first byte that {@link #next} has not given yet.
  long offset();

  /// Goes on reading from here.
  void skipTo(long offset);

  /// True once the log is closed and read up: {@link #next} will give nothing more.
  boolean ended();

  @Override
  void close();
}
