package slipway.xbps.plist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenMapTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void itHoldsWhatATreeHolds(long seed) {
    var random = new Random(seed);
    SortedMap<String, Integer> tree = new TreeMap<>(PropertyList.BYTE_ORDER);
    FrozenMap<Integer> frozen = FrozenMap.copyOf(Map.of());
    for (int round = 0; round < 200; round++) {
      var laid = new HashMap<String, Integer>();
      for (int i = random.nextInt(5); i > 0; i--) {
        laid.put(key(random), random.nextInt());
      }
      var taken = new HashSet<String>();
      for (int i = random.nextInt(5); i > 0; i--) {
        taken.add(key(random));
      }
      FrozenMap<Integer> before = frozen;
      var beforeTree = new TreeMap<>(tree);
      frozen = frozen.with(laid).without(taken);
      tree.putAll(laid);
      tree.keySet().removeAll(taken);
      assertThat(before).isEqualTo(beforeTree);
      assertThat(frozen).isEqualTo(tree).hasSameSizeAs(tree);
      assertThat(frozen.keySet()).containsExactlyElementsOf(tree.keySet());
      assertThat(frozen.values()).containsExactlyElementsOf(tree.values());
      String from = key(random);
      assertThat(frozen.headMap(from)).isEqualTo(tree.headMap(from));
      assertThat(frozen.tailMap(from)).isEqualTo(tree.tailMap(from));
      assertThat(frozen.get(from)).isEqualTo(tree.get(from));
    }
  }

  /// Few enough to meet again; some beyond the basic plane, where Java's own order differs.
  private static String key(Random random) {
    String[] heads = {"a", "b", "\uFFFD", "\uD83D\uDE00"};
    return heads[random.nextInt(heads.length)] + random.nextInt(20);
  }

  @Test
  void nobodyChangesIt() {
    FrozenMap<Integer> frozen = FrozenMap.copyOf(Map.of("a", 1));
    assertThatThrownBy(() -> frozen.put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> frozen.values().set(0, 2))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> frozen.keySet().remove("a"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
