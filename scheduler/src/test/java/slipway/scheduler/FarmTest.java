package slipway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FarmTest {
  @Test
  void aDependentStartsOnceItsDependencyIsStaged() {
    var farm = new TestFarm().packages("zlib", "curl -> zlib").worker("w1", 1);
    farm.push("zlib", "curl");
    assertThat(farm.building()).containsExactly("zlib");
    farm.succeed("zlib");
    assertThat(farm.building()).isEmpty();
    farm.tell(new Command.Staged(farm.build("zlib").build()));
    assertThat(farm.building()).containsExactly("curl");
  }

  @Test
  void aCrossBuildWaitsForItsToolOnTheHost() {
    var farm = new TestFarm().packages("tool", "app@aarch64 -> tool").worker("w1", 2);
    farm.push("app");
    assertThat(farm.building()).containsExactly("tool");
    farm.finish("tool");
    assertThat(farm.building()).containsExactly("app@aarch64");
  }

  @Test
  void planningTheSameAgainChangesNothing() {
    var farm = new TestFarm().packages("zlib", "curl -> zlib", "bad -> curl").worker("w1", 1);
    farm.push("zlib");
    assertThat(farm.plan(Lane.PUSH)).isEmpty();
    farm.finish("zlib");
    assertThat(farm.plan(Lane.PUSH)).isEmpty();
    farm.fail("curl");
    assertThat(farm.plan(Lane.PUSH)).isEmpty();
    assertThat(farm.in(BuildState.FAILED)).containsExactly("curl");
    assertThat(farm.in(BuildState.DEPENDENCY_FAILED)).containsExactly("bad");
  }

  @Test
  void aMendedDependencyRevivesItsDependents() {
    var farm = new TestFarm().packages("zlib", "curl -> zlib", "git -> curl").worker("w1", 1);
    farm.push("zlib");
    farm.fail("zlib");
    assertThat(farm.in(BuildState.DEPENDENCY_FAILED)).containsExactly("curl", "git");
    farm.bump("zlib", "2_1").push("zlib");
    assertThat(farm.building()).containsExactly("zlib");
    farm.finish("zlib");
    farm.finish("curl");
    assertThat(farm.building()).containsExactly("git");
  }

  @Test
  void aRetryRevivesWhatFailedWithIt() {
    var farm = new TestFarm().packages("zlib", "curl -> zlib").worker("w1", 1);
    farm.push("zlib");
    farm.fail("zlib");
    farm.tell(new Command.Retry(farm.build("zlib").build(), "olga", "flaky"));
    assertThat(farm.building()).containsExactly("zlib");
    assertThat(farm.state("curl")).isEqualTo(BuildState.BLOCKED);
  }

  @Test
  void aSetIsReleasedOnceNothingOfItIsOnItsWay() {
    var farm = new TestFarm().packages("zlib", "curl -> zlib", "bad").worker("w1", 2);
    farm.push("zlib");
    farm.finish("zlib");
    farm.fail("bad");
    assertThat(farm.farm().releasable()).isEmpty();
    farm.finish("curl");
    assertThat(farm.farm().releasable())
        .singleElement()
        .satisfies(set -> assertThat(set.builds()).hasSize(2));
    farm.release();
    assertThat(farm.farm().releasable()).isEmpty();
    assertThat(farm.state("curl")).isEqualTo(BuildState.RELEASED);
  }

  @Test
  void aNewerVersionSupersedesWhatWaitsAndStopsWhatRuns() {
    var farm = new TestFarm().packages("zlib", "curl -> zlib").worker("w1", 1);
    farm.push("zlib");
    var old = farm.lease("zlib");
    farm.bump("zlib", "2_1").push("zlib");
    assertThat(farm.farm().ordersFor("w1").cancel()).containsExactly(old.attempt());
    assertThat(farm.building()).isEmpty();
    farm.tell(
        new Command.AttemptEnded(
            old.attempt(), "w1", new Outcome.Cancelled("as ordered"), Usage.NONE));
    assertThat(farm.build("zlib").version()).isEqualTo("2_1");
    assertThat(farm.building()).containsExactly("zlib");
    farm.finish("zlib");
    assertThat(farm.building()).containsExactly("curl");
  }

  @Test
  void whatIsNotWantedAnyMoreIsCancelled() {
    var farm = new TestFarm().packages("zlib", "curl -> zlib").worker("w1", 1);
    farm.push("zlib");
    farm.remove("curl").plan(Lane.PUSH);
    assertThat(farm.farm().count(BuildState.CANCELLED)).isEqualTo(1);
    assertThat(farm.building()).containsExactly("zlib");
  }

  @Test
  void anImpedimentIsSaidAtOnce() {
    var farm = new TestFarm().packages("curl -> odd").impede("odd", "Needs nothing that exists.");
    farm.worker("w1", 1).push("odd");
    assertThat(farm.why("odd")).isEqualTo("Needs nothing that exists.");
    assertThat(farm.why("curl")).isEqualTo("Needs odd-1_1 for x86_64, which cannot be built.");
  }

  @Test
  void aCycleIsNamed() {
    var farm = new TestFarm().packages("a -> b", "b -> a", "c -> a", "d").worker("w1", 1);
    farm.push("a");
    assertThat(farm.why("a"))
        .isEqualTo(
            "There is a dependency cycle: a for x86_64 needs b for x86_64 needs a for"
                + " x86_64.");
    assertThat(farm.building()).containsExactly("d");
  }

  @Test
  void aSilentWorkerLosesItsAttemptsToOthers() {
    var farm = new TestFarm().packages("zlib").worker("w1", 1);
    farm.push("zlib");
    farm.takeUp("w1");
    farm.silence("w1");
    farm.worker("w2", 1);
    farm.pass(Duration.ofSeconds(89));
    assertThat(farm.buildingOn("w1")).containsExactly("zlib");
    farm.pass(Duration.ofSeconds(1));
    assertThat(farm.buildingOn("w2")).containsExactly("zlib");
  }

  @Test
  void aWorkerThatComesBackInTimeGoesOn() {
    var farm = new TestFarm().packages("zlib").worker("w1", 1);
    farm.push("zlib");
    farm.takeUp("w1");
    var lease = farm.lease("zlib");
    farm.pass(Duration.ofSeconds(80));
    farm.report("w1", "s2", farm.status("w1").attempts());
    assertThat(farm.lease("zlib")).isEqualTo(lease);
  }

  @Test
  void outOfSpaceRaisesTheReservationAndAsksForRoomFirst() {
    var farm =
        new TestFarm()
            .packages("big")
            .worker("small", 1, TestFarm.GIB, "x86_64")
            .worker("large", 1, 64 * TestFarm.GIB, "x86_64");
    farm.push("big");
    assertThat(farm.buildingOn("small")).containsExactly("big");
    farm.end(
        "big", new Outcome.OutOfSpace(Phase.COMPILE, TestFarm.GIB, 0, "No space left on device"));
    assertThat(farm.buildingOn("large")).containsExactly("big");
    assertThat(farm.lease("big").reservation().diskBytes()).isEqualTo(2 * TestFarm.GIB);
    assertThat(farm.lease("big").reclaimBytes()).isEqualTo(2 * TestFarm.GIB);
  }

  @Test
  void whatFitsNowhereFailsWithTheFigures() {
    var farm = new TestFarm().packages("big").worker("w1", 1, TestFarm.GIB, "x86_64");
    farm.push("big");
    var full = new Outcome.OutOfSpace(Phase.COMPILE, TestFarm.GIB, 0, "No space left on device");
    farm.end("big", full);
    assertThat(farm.state("big")).isEqualTo(BuildState.FAILED);
    assertThat(farm.why("big")).contains("Ran out of space on w1").contains("bigger disk");
  }

  @Test
  void theQueueSaysWhyEachBuildWaits() {
    var farm = new TestFarm().packages("a", "b", "c -> b").worker("w1", 1);
    farm.push("a");
    assertThat(farm.building()).containsExactly("b");
    assertThat(farm.why("a")).isEqualTo("Waits for a slot on a worker for x86_64.");
    assertThat(farm.why("c"))
        .isEqualTo(
            "Waits for b-1_1 for x86_64 (build 2), which is building on w1 for 0 s of an expected"
                + " 2 min.");
  }
}
