package slipway.xbps.plist;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The members of a dictionary as they come, to be made a map.
final class Members {
  private final List<String> keys = new ArrayList<>(16);
  private final List<Object> values = new ArrayList<>(16);
  private boolean inOrder = true;

  void add(String key, Object value) {
    inOrder &= keys.isEmpty() || PropertyList.BYTE_ORDER.compare(keys.getLast(), key) < 0;
    keys.add(key);
    values.add(value);
  }

  /// Of two members with the same key the later one counts.
  FrozenMap<Object> toMap() {
    if (inOrder) {
      return new FrozenMap<>(keys.toArray(new String[0]), values.toArray());
    }
    var sorted = new TreeMap<String, Object>(PropertyList.BYTE_ORDER);
    for (int i = 0; i < keys.size(); i++) {
      sorted.put(keys.get(i), values.get(i));
    }
    return FrozenMap.copyOf(sorted);
  }
}
