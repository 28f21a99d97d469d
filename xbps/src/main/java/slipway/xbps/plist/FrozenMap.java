package slipway.xbps.plist;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An unmodifiable map whose keys stand in [PropertyList#BYTE_ORDER], kept in two arrays.
///
/// A changed copy costs two copies of arrays, whatever the map holds, and a walk over the values
/// reads memory in its order: an index of 15,000 packages is copied in microseconds, where a tree
/// takes milliseconds. Finding is a binary search.
@SuppressWarnings("JdkObsolete") // What NavigableMap has more, nobody here asks for.
public final class FrozenMap<V> extends AbstractMap<String, V> implements SortedMap<String, V> {
  private final String[] keys;
  private final Object[] values;

  FrozenMap(String[] keys, Object[] values) {
    this.keys = keys;
    this.values = values;
  }

  /// A copy; the map itself if it is one of these.
  @SuppressWarnings("unchecked") // Nobody can put anything into it.
  public static <V> FrozenMap<V> copyOf(Map<String, ? extends V> map) {
    if (map instanceof FrozenMap<?> frozen) {
      return (FrozenMap<V>) frozen;
    }
    SortedMap<String, V> sorted = new TreeMap<>(PropertyList.BYTE_ORDER);
    sorted.putAll(map);
    return new FrozenMap<>(sorted.keySet().toArray(new String[0]), sorted.values().toArray());
  }

  /// A copy with other values laid over these.
  public FrozenMap<V> with(Map<String, ? extends V> others) {
    if (others.isEmpty()) {
      return this;
    }
    FrozenMap<V> above = copyOf(others);
    if (keys.length == 0) {
      return above;
    }
    int sizeMax = keys.length + above.keys.length;
    String[] mergedKeys = new String[sizeMax];
    Object[] mergedValues = new Object[sizeMax];
    int from = 0;
    int to = 0;
    for (int i = 0; i < above.keys.length; i++) {
      int found = Arrays.binarySearch(keys, from, keys.length, above.keys[i], comparator());
      int place = found < 0 ? -found - 1 : found;
      copy(from, place, mergedKeys, mergedValues, to);
      to += place - from;
      mergedKeys[to] = above.keys[i];
      mergedValues[to++] = above.values[i];
      from = found < 0 ? place : place + 1;
    }
    copy(from, keys.length, mergedKeys, mergedValues, to);
    to += keys.length - from;
    return new FrozenMap<>(Arrays.copyOf(mergedKeys, to), Arrays.copyOf(mergedValues, to));
  }

  /// A copy that lacks some keys; it does not matter whether they are there.
  public FrozenMap<V> without(Collection<String> unwanted) {
    String[] keptKeys = new String[keys.length];
    Object[] keptValues = new Object[keys.length];
    int to = 0;
    for (int i = 0; i < keys.length; i++) {
      if (!unwanted.contains(keys[i])) {
        keptKeys[to] = keys[i];
        keptValues[to++] = values[i];
      }
    }
    return to == keys.length
        ? this
        : new FrozenMap<>(Arrays.copyOf(keptKeys, to), Arrays.copyOf(keptValues, to));
  }

  private void copy(int from, int end, String[] toKeys, Object[] toValues, int to) {
    System.arraycopy(keys, from, toKeys, to, end - from);
    System.arraycopy(values, from, toValues, to, end - from);
  }

  @Override
  public Comparator<? super String> comparator() {
    return PropertyList.BYTE_ORDER;
  }

  @Override
  public int size() {
    return keys.length;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int place = placeOf(key);
    return place < 0 ? null : valueAt(place);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return placeOf(key) >= 0;
  }

  private int placeOf(@Nullable Object key) {
    return key instanceof String text ? Arrays.binarySearch(keys, text, comparator()) : -1;
  }

  @SuppressWarnings("unchecked") // Only values of this type were put in.
  private V valueAt(int place) {
    return (V) values[place];
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super V> action) {
    for (int i = 0; i < keys.length; i++) {
      action.accept(keys[i], valueAt(i));
    }
  }

  @Override
  @SuppressWarnings("unchecked") // As in valueAt; and nobody can put anything into it.
  public List<V> values() {
    return (List<V>) Collections.unmodifiableList(Arrays.asList(values));
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return keys.length;
      }

      @Override
      public Iterator<Entry<String, V>> iterator() {
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < keys.length;
          }

          @Override
          public Entry<String, V> next() {
            if (next == keys.length) {
              throw new NoSuchElementException();
            }
            return Map.entry(keys[next], valueAt(next++));
          }
        };
      }
    };
  }

  @Override
  public String firstKey() {
    return keyAt(0);
  }

  @Override
  public String lastKey() {
    return keyAt(keys.length - 1);
  }

  private String keyAt(int place) {
    if (keys.length == 0) {
      throw new NoSuchElementException();
    }
    return keys[place];
  }

  @Override
  public SortedMap<String, V> subMap(String from, String end) {
    return part(firstNotBelow(from), firstNotBelow(end));
  }

  @Override
  public SortedMap<String, V> headMap(String end) {
    return part(0, firstNotBelow(end));
  }

  @Override
  public SortedMap<String, V> tailMap(String from) {
    return part(firstNotBelow(from), keys.length);
  }

  private int firstNotBelow(String key) {
    int place = placeOf(key);
    return place < 0 ? -place - 1 : place;
  }

  private SortedMap<String, V> part(int from, int end) {
    return new FrozenMap<>(
        Arrays.copyOfRange(keys, from, end), Arrays.copyOfRange(values, from, end));
  }
}
