package slipway.worker.run;

import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The places for builds on this worker. An attempt that was running before a restart takes its own
/// one back, even if there are fewer by now. Safe for many threads.
public final class Slots {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeSet<Integer> taken = new TreeSet<>();
  private final int count;

  public Slots(int count) {
    this.count = count;
  }

  /// Waits for a free slot and takes the lowest one.
  int take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (taken.size() >= count) {
        changed.await();
      }
      int slot = 0;
      while (taken.contains(slot)) {
        slot++;
      }
      taken.add(slot);
      return slot;
    } finally {
      lock.unlock();
    }
  }

  void takeBack(int slot) {
    lock.lock();
    try {
      taken.add(slot);
    } finally {
      lock.unlock();
    }
  }

  void release(int slot) {
    lock.lock();
    try {
      taken.remove(slot);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
