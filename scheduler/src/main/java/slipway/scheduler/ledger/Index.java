package slipway.scheduler.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Builds by a key that each knows itself: a hash table of nothing but the builds, some eight bytes
/// for each where a map takes forty.
///
/// Open addressing with linear probing; what is removed leaves no gap (D. E. Knuth, "The Art of
/// Computer Programming", volume 3, section 6.4, algorithm R).
final class Index<K> {
  private static final int LEAST = 8;

  private final Function<Build, K> keyOf;
  private @Nullable Build[] slots = new @Nullable Build[LEAST];
  private int size;

  Index(Function<Build, K> keyOf) {
    this.keyOf = keyOf;
  }

  @Nullable Build get(K key) {
    return slots[find(key)];
  }

  /// In the place of one with the same key, if there is any.
  void put(Build build) {
    int slot = find(keyOf.apply(build));
    if (slots[slot] == null) {
      size++;
    }
    slots[slot] = build;
    if (3 * size > 2 * slots.length) {
      grow();
    }
  }

  private void grow() {
    var before = slots;
    slots = new @Nullable Build[2 * before.length];
    for (var build : before) {
      if (build != null) {
        slots[find(keyOf.apply(build))] = build;
      }
    }
  }

  void remove(K key) {
    int gap = find(key);
    if (slots[gap] == null) {
      return;
    }
    slots[gap] = null;
    size--;
    int mask = slots.length - 1;
    for (int slot = (gap + 1) & mask; ; slot = (slot + 1) & mask) {
      var build = slots[slot];
      if (build == null) {
        return;
      }
      int home = home(keyOf.apply(build));
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        slots[gap] = build;
        slots[slot] = null;
        gap = slot;
      }
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// In no order. O(n).
  List<Build> values() {
    var builds = new ArrayList<Build>(size);
    for (var build : slots) {
      if (build != null) {
        builds.add(build);
      }
    }
    return builds;
  }

  /// Where it is, or the free slot where it would be.
  private int find(K key) {
    int mask = slots.length - 1;
    int slot = home(key);
    while (true) {
      var build = slots[slot];
      if (build == null || keyOf.apply(build).equals(key)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private int home(K key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (slots.length - 1);
  }
}
