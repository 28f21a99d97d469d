package slipway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A worker on which attempts fail that succeed elsewhere gets fewer builds, and then none.
class HealthTest {
  private static final int PACKAGES = 40;

  private static TestFarm farm(int workers) {
    var names = IntStream.range(0, PACKAGES).mapToObj(number -> "p" + number);
    var farm = new TestFarm().packages(names.toArray(String[]::new));
    for (int number = 1; number <= workers; number++) {
      farm.worker("w" + number, 4);
    }
    farm.push("p0");
    return farm;
  }

  /// Builds fail on the first worker and succeed on the others, until nothing builds any more.
  private static void play(TestFarm farm) {
    for (int round = 0; round < 200 && !farm.building().isEmpty(); round++) {
      for (var name : new ArrayList<>(farm.building())) {
        if (farm.lease(name).worker().equals("w1")) {
          farm.fail(name);
        } else {
          farm.finish(name);
        }
      }
    }
  }

  private static WorkerView view(TestFarm farm, String name) {
    return farm.farm().workers().stream()
        .filter(worker -> worker.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void threeFailuresInARowMakeAWorkerSuspectedAndItGetsOneBuildAtATime() {
    var farm = farm(1);
    for (var name : List.copyOf(farm.buildingOn("w1")).subList(0, 3)) {
      farm.fail(name);
    }
    assertThat(view(farm, "w1").suspicion()).isEqualTo("Its last 3 attempts failed.");
    while (farm.buildingOn("w1").size() > 1) {
      farm.finish(farm.buildingOn("w1").getFirst());
      if (view(farm, "w1").suspicion().isEmpty()) {
        break;
      }
    }
    assertThat(view(farm, "w1").suspicion()).as("a success clears it").isEmpty();
  }

  @Test
  void whatWaitsForASuspectedWorkerSaysSo() {
    var farm = farm(1);
    for (var name : List.copyOf(farm.buildingOn("w1"))) {
      farm.fail(name);
    }
    assertThat(farm.buildingOn("w1")).hasSizeLessThan(4);
    while (farm.buildingOn("w1").size() > 1) {
      farm.fail(farm.buildingOn("w1").getFirst());
    }
    assertThat(farm.buildingOn("w1")).hasSize(1);
    var waiting = farm.farm().explain(farm.build("p39").build(), farm.now());
    assertThat(waiting.sentence()).isEqualTo("Waits for a slot on a worker for x86_64.");
    assertThat(waiting.facts().getFirst().text())
        .startsWith("w1 gets one build at a time and has it: Its last");
  }

  @Test
  void aWorkerWhoseFailuresSucceedElsewhereIsDrainedByTheFarmAndTheBuildsAreSaved() {
    var farm = farm(3);
    play(farm);
    var broken = view(farm, "w1");
    assertThat(broken.drainedBy()).isEqualTo("the farm");
    assertThat(broken.drainReason())
        .startsWith("Builds fail here that succeed elsewhere, last p")
        .endsWith("Look at this worker, then undrain it.");
    assertThat(farm.in(BuildState.FAILED)).as("those before anybody suspected").hasSizeLessThan(8);
    assertThat(farm.in(BuildState.STAGED)).hasSizeGreaterThan(PACKAGES - 8);
    farm.tell(new Command.Drain("w1", true, "olga", "new memory"));
    assertThat(view(farm, "w1").suspicion()).isEmpty();
  }

  @Test
  void theOnlyWorkerOfAnArchitectureIsNeverDrainedByTheFarm() {
    var farm = farm(1);
    play(farm);
    assertThat(view(farm, "w1").drainedBy()).isEmpty();
    assertThat(view(farm, "w1").suspicion()).isNotEmpty();
  }

  @Test
  void packagesThatFailEverywhereMakeNobodySuspectedForLong() {
    var farm = farm(3);
    for (int round = 0; round < 200 && !farm.building().isEmpty(); round++) {
      new ArrayList<>(farm.building()).forEach(farm::fail);
    }
    assertThat(farm.in(BuildState.FAILED)).hasSize(PACKAGES);
    assertThat(farm.farm().workers()).allMatch(worker -> worker.drainedBy().isEmpty());
    farm.pass(Duration.ofMinutes(1));
  }
}
