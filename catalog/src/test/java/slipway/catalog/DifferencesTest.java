package slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferencesTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyNameWithAnotherValueIsToldOnceAndInOrder(long seed) {
    var random = new Random(seed);
    SortedMap<String, String> before = some(random);
    SortedMap<String, String> after = some(random);
    var expected = new ArrayList<String>();
    var names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      if (!Objects.equals(before.get(name), after.get(name))) {
        expected.add(name + " " + before.get(name) + " " + after.get(name));
      }
    }
    var told = new ArrayList<String>();
    Differences.between(before, after, (name, old, now) -> told.add(name + " " + old + " " + now));

    assertThat(told).isEqualTo(expected);
    Differences.between(
        before,
        Collections.unmodifiableSortedMap(before),
        (name, old, now) -> {
          throw new AssertionError(name);
        });
  }

  private static SortedMap<String, String> some(Random random) {
    var map = new TreeMap<String, String>();
    for (int i = random.nextInt(12); i > 0; i--) {
      map.put("n" + random.nextInt(15), "v" + random.nextInt(3));
    }
    return map;
  }
}
