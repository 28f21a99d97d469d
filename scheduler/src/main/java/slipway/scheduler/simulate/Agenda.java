package slipway.scheduler.simulate;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What is going to happen, by time; what is due at the same time happens in the order in which it
/// was put down.
final class Agenda {
  private record Entry(long atMillis, long number, Runnable what) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long count;
  private long nowMillis;

  Agenda(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  long nowMillis() {
    return nowMillis;
  }

  void at(long atMillis, Runnable what) {
    entries.add(new Entry(Math.max(atMillis, nowMillis), count++, what));
  }

  void in(long millis, Runnable what) {
    at(nowMillis + millis, what);
  }

  /// Takes the next thing and sets the clock to its time. Null if nothing is due until `endMillis`;
  /// it is that late then.
  @Nullable Runnable next(long endMillis) {
    var entry = entries.peek();
    if (entry == null || entry.atMillis() > endMillis) {
      nowMillis = Math.max(nowMillis, endMillis);
      return null;
    }
    entries.remove();
    nowMillis = entry.atMillis();
    return entry.what();
  }
}
