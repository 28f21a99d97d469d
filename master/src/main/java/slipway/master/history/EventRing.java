package slipway.master.history;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import slipway.proto.FarmEvent;

/// The newest events, for those who watch. Whoever was away for longer than it holds is told so.
public final class EventRing {
  /// Events at hand; at the bound the oldest go.
  static final int RING_MAX = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final ArrayDeque<FarmEvent> events = new ArrayDeque<>();
  private long last;

  /// What a watcher has missed and what it gets instead.
  ///
  /// @param missed whether there were events before these that are not at hand any more
  public record Since(List<FarmEvent> events, boolean missed) {
    public Since {
      events = List.copyOf(events);
    }
  }

  /// @param sequence of the newest event before the ring's first
  void beginAfter(long sequence) {
    lock.lock();
    try {
      last = Math.max(last, sequence);
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void add(List<FarmEvent> more) {
    if (more.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      for (FarmEvent event : more) {
        if (events.size() == RING_MAX) {
          events.removeFirst();
        }
        events.addLast(event);
      }
      last = Math.max(last, more.getLast().getSequence());
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The sequence of the newest event.
  public long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /// The events after that one, at most `max`; waits for some, but not longer than `patience`.
  public Since after(long sequence, int max, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (last <= sequence && left > 0) {
        left = grown.awaitNanos(left);
      }
      var found = new ArrayList<FarmEvent>();
      var newestFirst = events.descendingIterator();
      while (newestFirst.hasNext()) {
        var event = newestFirst.next();
        if (event.getSequence() <= sequence) {
          break;
        }
        found.add(event);
      }
      var inOrder = found.reversed();
      boolean missed =
          last > sequence && (inOrder.isEmpty() || inOrder.getFirst().getSequence() > sequence + 1);
      return new Since(inOrder.subList(0, Math.min(max, inOrder.size())), missed);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the event of that sequence is in.
  ///
  /// @return whether it is
  public boolean await(long sequence, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.NANOSECONDS.convert(patience);
      while (last < sequence && left > 0) {
        left = grown.awaitNanos(left);
      }
      return last >= sequence;
    } finally {
      lock.unlock();
    }
  }
}
