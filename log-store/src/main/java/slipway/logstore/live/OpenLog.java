package slipway.logstore.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import slipway.logstore.disk.LogRecord;
import slipway.logstore.read.Piece;

/// What is held in memory of a log that somebody appends to or follows.
///
/// `durable` is what the disk has; `accepted` is what is queued behind it. If a queued write fails,
/// everything accepted is taken back and `generation` grows, so that what is still queued of the
/// old generation is dropped.
final class OpenLog {
  /// Bytes kept for followers who have caught up; those further behind read the database.
  private static final int RECENT_BYTES_MAX = 256 << 10;

  /// How far a log has come.
  record Extent(long length, long newlines, boolean endsInNewline) {
    static final Extent EMPTY = new Extent(0, 0, true);

    static Extent upTo(Piece last) {
      return new Extent(last.end(), last.linesBefore() + last.newlines(), last.endsInNewline());
    }

    long lines() {
      return newlines + (endsInNewline ? 0 : 1);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // shared among followers, never compared
  private record Recent(long offset, byte[] bytes) {}

  final long attempt;

  /// Held by the one who appends, from the check of the offset until it is queued.
  final ReentrantLock writing = new ReentrantLock();

  private final ReentrantLock state = new ReentrantLock();
  private final Condition changed = state.newCondition();
  private final ArrayDeque<Recent> recent = new ArrayDeque<>();

  private @Nullable LogRecord record;
  private Extent durable;
  private Extent accepted;
  private boolean closeAccepted;
  private int generation;
  private int recentBytes;
  private int followers;

  /// Users of this object; owned by {@link OpenLogs}.
  int users;

  OpenLog(long attempt, @Nullable LogRecord record, Extent durable) {
    this.attempt = attempt;
    this.record = record;
    this.durable = durable;
    this.accepted = durable;
    this.closeAccepted = record != null && record.closed();
  }

  /// A consistent view of the state.
  record View(
      @Nullable LogRecord record,
      Extent durable,
      Extent accepted,
      boolean closeAccepted,
      int generation) {
    boolean closed() {
      return record != null && record.closed();
    }
  }

  View view() {
    state.lock();
    try {
      return new View(record, durable, accepted, closeAccepted, generation);
    } finally {
      state.unlock();
    }
  }

  /// Takes note of what is about to be queued; false if the generation has passed meanwhile.
  boolean accept(int ofGeneration, Extent upTo, boolean close) {
    state.lock();
    try {
      if (generation != ofGeneration) {
        return false;
      }
      accepted = upTo;
      closeAccepted |= close;
      return true;
    } finally {
      state.unlock();
    }
  }

  /// True if what was queued in this generation may still be written.
  boolean isCurrent(int ofGeneration) {
    state.lock();
    try {
      return generation == ofGeneration;
    } finally {
      state.unlock();
    }
  }

  /// The disk has it: tells everybody who waits.
  void publish(LogRecord nowRecord, Extent upTo, byte[] bytes) {
    state.lock();
    try {
      if (followers > 0 && bytes.length > 0) {
        remember(new Recent(durable.length(), bytes));
      }
      record = nowRecord;
      durable = upTo;
      changed.signalAll();
    } finally {
      state.unlock();
    }
  }

  /// A queued write failed: what was accepted in its generation is forgotten.
  void takeBack(int ofGeneration) {
    state.lock();
    try {
      if (generation == ofGeneration) {
        generation++;
        accepted = durable;
        closeAccepted = record != null && record.closed();
        changed.signalAll();
      }
    } finally {
      state.unlock();
    }
  }

  /// Waits until everything accepted is durable or taken back.
  void awaitSettled() {
    state.lock();
    try {
      while (accepted.length() != durable.length()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      state.unlock();
    }
  }

  /// Waits until there is something behind `offset`, the log is closed, or the time is over.
  View awaitBeyond(long offset, Duration timeout) throws InterruptedException {
    state.lockInterruptibly();
    try {
      long nanos = timeout.toNanos();
      while (durable.length() <= offset && !(record != null && record.closed()) && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return new View(record, durable, accepted, closeAccepted, generation);
    } finally {
      state.unlock();
    }
  }

  void follow(int more) {
    state.lock();
    try {
      followers += more;
      if (followers == 0) {
        recent.clear();
        recentBytes = 0;
      }
    } finally {
      state.unlock();
    }
  }

  /// What was appended lately from `offset` on, without a read of the database.
  Optional<byte[]> recentFrom(long offset) {
    state.lock();
    try {
      for (var kept : recent) {
        if (offset >= kept.offset && offset < kept.offset + kept.bytes.length) {
          int from = Math.toIntExact(offset - kept.offset);
          return Optional.of(
              from == 0 ? kept.bytes : Arrays.copyOfRange(kept.bytes, from, kept.bytes.length));
        }
      }
      return Optional.empty();
    } finally {
      state.unlock();
    }
  }

  private void remember(Recent latest) {
    recent.addLast(latest);
    recentBytes += latest.bytes.length;
    while (recentBytes > RECENT_BYTES_MAX && recent.size() > 1) {
      recentBytes -= recent.removeFirst().bytes.length;
    }
  }
}
