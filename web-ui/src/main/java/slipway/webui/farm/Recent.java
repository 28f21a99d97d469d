package slipway.webui.farm;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that may be a moment old, so that many readers cost one question. Failures are kept for
/// as long: a crowd of readers does not wait for a missing master one after the other.
final class Recent<T> {

  private final long ageNanosMax;
  private final Supplier<T> source;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Read<T> last;

  private record Read<T>(@Nullable T value, @Nullable FarmException failure, long nanoTime) {}

  Recent(Duration ageMax, Supplier<T> source) {
    this.ageNanosMax = ageMax.toNanos();
    this.source = source;
  }

  T get() {
    var read = last;
    if (!fresh(read)) {
      asking.lock();
      try {
        read = last;
        if (!fresh(read)) {
          read = ask();
          last = read;
        }
      } finally {
        asking.unlock();
      }
    }
    if (read != null && read.value() != null) {
      return read.value();
    }
    throw read != null && read.failure() != null
        ? read.failure()
        : new IllegalStateException("neither a value nor a failure");
  }

  /// The next reader asks again.
  void forget() {
    last = null;
  }

  private boolean fresh(@Nullable Read<T> read) {
    return read != null && System.nanoTime() - read.nanoTime() < ageNanosMax;
  }

  private Read<T> ask() {
    try {
      return new Read<>(source.get(), null, System.nanoTime());
    } catch (FarmException failure) {
      return new Read<>(null, failure, System.nanoTime());
    }
  }
}
