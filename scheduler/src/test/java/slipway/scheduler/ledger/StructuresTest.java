package slipway.scheduler.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Rank;
import slipway.scheduler.Reservation;
import slipway.scheduler.Target;

/// The structures that hold the builds, against those of the JDK.
class StructuresTest {
  private static final int STEPS = 20_000;

  private static Build build(int number, SplittableRandom random) {
    var build =
        new Build(
            new Event.BuildQueued(
                Instant.EPOCH,
                new BuildId(number),
                new PackageTarget("p" + number % 500, Target.nativeTo("x86_64")),
                "1_1",
                "",
                "",
                List.of(),
                Lane.PUSH,
                1,
                BuildState.READY,
                List.of(),
                Reservation.UNKNOWN,
                new Rank(0, 0, 0, 0, 0, 1 + random.nextInt(50)),
                "",
                "",
                false));
    build.key = random.nextInt(50);
    return build;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeapGivesTheOrderOfATree(boolean byDue) {
    var random = new SplittableRandom(byDue ? 1 : 2);
    var heap = new BuildHeap(byDue);
    var tree = new TreeSet<Build>(heap::compare);
    for (int step = 1; step <= STEPS; step++) {
      // Grows to some hundreds, shrinks to nothing, and again.
      if (tree.isEmpty() || random.nextInt(100) < (step / 2000 % 2 == 0 ? 60 : 40)) {
        var build = build(step, random);
        heap.add(build);
        tree.add(build);
      } else {
        var all = new ArrayList<>(tree);
        var build = random.nextBoolean() ? tree.first() : all.get(random.nextInt(all.size()));
        assertThat(heap.contains(build)).isTrue();
        heap.remove(build);
        tree.remove(build);
        assertThat(heap.contains(build)).isFalse();
      }
      assertThat(heap.isEmpty()).isEqualTo(tree.isEmpty());
      if (!tree.isEmpty()) {
        assertThat(heap.first()).isSameAs(tree.first());
      }
      if (step % 500 == 0) {
        assertThat(heap).containsExactlyElementsOf(tree);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anIndexFindsWhatAMapFinds(long seed) {
    var random = new SplittableRandom(seed);
    var index = new Index<PackageTarget>(Build::what);
    Map<PackageTarget, Build> map = new HashMap<>();
    for (int step = 1; step <= STEPS; step++) {
      var build = build(1 + random.nextInt(2_000), random);
      if (random.nextInt(100) < (step / 5_000 % 2 == 0 ? 60 : 40)) {
        index.put(build);
        map.put(build.what(), build);
      } else {
        index.remove(build.what());
        map.remove(build.what());
      }
      var asked = build(1 + random.nextInt(2_000), random).what();
      assertThat(index.get(asked)).isSameAs(map.get(asked));
      assertThat(index.isEmpty()).isEqualTo(map.isEmpty());
      if (step % 500 == 0) {
        assertThat(index.values()).containsExactlyInAnyOrderElementsOf(map.values());
      }
    }
  }
}
