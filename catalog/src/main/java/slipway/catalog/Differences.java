package slipway.catalog;

import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What differs between two sorted maps: both are walked once, side by side, so that nothing is
/// looked up. A push changes a few of 86,000 definitions.
public final class Differences {
  private Differences() {}

  /// Takes one difference.
  @FunctionalInterface
  public interface Visitor<V> {
    /// @param before null for what is new
    /// @param after null for what is gone
    void differs(String name, @Nullable V before, @Nullable V after);
  }

  /// Calls `visitor` for every name with different values, in order. Both maps are in the natural
  /// order of their names, and must not be changed meanwhile. O(1) for the same object twice.
  @SuppressWarnings("ReferenceEquality") // What is the same object need not be compared.
  public static <V> void between(
      SortedMap<String, V> before, SortedMap<String, V> after, Visitor<V> visitor) {
    if (before == after) {
      return;
    }
    Iterator<Map.Entry<String, V>> olds = before.entrySet().iterator();
    Iterator<Map.Entry<String, V>> news = after.entrySet().iterator();
    Map.Entry<String, V> old = next(olds);
    Map.Entry<String, V> now = next(news);
    while (old != null || now != null) {
      int order = order(old, now);
      V was = old == null || order > 0 ? null : old.getValue();
      V is = now == null || order < 0 ? null : now.getValue();
      if (was != is && (was == null || !was.equals(is))) {
        visitor.differs(old != null && order <= 0 ? old.getKey() : keyOf(now), was, is);
      }
      old = order <= 0 ? next(olds) : old;
      now = order >= 0 ? next(news) : now;
    }
  }

  private static <V> String keyOf(Map.@Nullable Entry<String, V> entry) {
    if (entry == null) {
      throw new IllegalStateException("both maps have ended");
    }
    return entry.getKey();
  }

  private static <V> Map.@Nullable Entry<String, V> next(Iterator<Map.Entry<String, V>> entries) {
    return entries.hasNext() ? entries.next() : null;
  }

  /// Which of two names comes first; what has ended comes last.
  private static int order(
      Map.@Nullable Entry<String, ?> one, Map.@Nullable Entry<String, ?> other) {
    if (one == null) {
      return 1;
    }
    if (other == null) {
      return -1;
    }
    return one.getKey().compareTo(other.getKey());
  }
}
