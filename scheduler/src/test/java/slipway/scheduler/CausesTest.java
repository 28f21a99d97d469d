package slipway.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the farm makes of each way in which an attempt can end.
class CausesTest {
  private static final long MIB = TestFarm.MIB;
  private static final long GIB = TestFarm.GIB;

  /// The outcome, how many attempts are made in all when it always ends so, and what it says then.
  static Stream<Arguments> causes() {
    return Stream.of(
        Arguments.of(
            "a package error is final",
            new Outcome.PackageError(Phase.CHECK, 1, "2 tests failed"),
            1,
            "Failed in phase check with status 1: 2 tests failed"),
        Arguments.of(
            "what is not for this target is final",
            new Outcome.NotBuildable("nocross"),
            1,
            "The build tool says that it cannot be built here: nocross"),
        Arguments.of(
            "a fetch is tried three times more",
            new Outcome.FetchFailed("no route to host"),
            4,
            "Could not fetch what it needs: no route to host. Given up after 4 attempts."),
        Arguments.of(
            "a worker's error is tried three times more",
            new Outcome.WorkerError("no build root"),
            4,
            "could not do its part: no build root. Given up after 4 attempts."),
        Arguments.of(
            "a timeout is tried once more",
            new Outcome.TimedOut(Phase.CHECK, true, "4 h"),
            2,
            "Printed nothing for too long in phase check: 4 h. Given up after 2 attempts."),
        Arguments.of(
            "what takes down two workers is held",
            new Outcome.WorkerLost("gone"),
            2,
            "Held: it was lost 2 times on 2 workers, last on w2."),
        Arguments.of(
            "what workers stop by themselves is tried a few times",
            new Outcome.Cancelled("shutting down"),
            6,
            "Given up after 6 attempts."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("causes")
  void everyCauseHasItsLimit(String name, Outcome outcome, int attempts, String why) {
    var farm = new TestFarm().packages("a").worker("w1", 1).worker("w2", 1);
    farm.push("a");
    int count = 0;
    while (farm.state("a") != BuildState.FAILED) {
      farm.pass(Duration.ofHours(1));
      farm.end("a", outcome);
      count++;
      assertThat(count).as(name).isLessThan(20);
    }
    assertThat(count).isEqualTo(attempts);
    assertThat(farm.why("a")).contains(why);
    farm.pass(Duration.ofDays(1));
    assertThat(farm.building()).isEmpty();
  }

  @Test
  void theSameWorkerAloneIsNotAskedForEver() {
    var farm = new TestFarm().packages("a").worker("w1", 1);
    farm.push("a");
    for (int attempt = 1; attempt <= 3; attempt++) {
      farm.end("a", new Outcome.WorkerLost("gone"));
    }
    assertThat(farm.why("a")).startsWith("Held: it was lost 3 times on 1 worker");
  }

  @Test
  void pausesAfterAFailedFetchGrow() {
    var farm = new TestFarm().packages("a").worker("w1", 1);
    farm.push("a");
    for (long minutes : List.of(1L, 5L, 30L)) {
      farm.end("a", new Outcome.FetchFailed("timeout"));
      assertThat(farm.farm().nextDeadline()).isPresent();
      farm.pass(Duration.ofMinutes(minutes).minusSeconds(1));
      assertThat(farm.building()).isEmpty();
      assertThat(farm.why("a")).startsWith("Is tried again in 1 s. Could not fetch");
      farm.pass(Duration.ofSeconds(1));
      assertThat(farm.building()).containsExactly("a");
    }
  }

  @Test
  void outOfSpaceGoesBehindItsEqualsAndKeepsItsDependentsWaiting() {
    var farm =
        new TestFarm().packages("a", "b", "c -> a", "d -> b").worker("w1", 1, 64 * GIB, "x86_64");
    farm.push("a");
    assertThat(farm.building()).containsExactly("a");
    farm.pass(Duration.ofMinutes(5));
    farm.end("a", new Outcome.OutOfSpace(Phase.COMPILE, 3 * GIB, 0, "ENOSPC"));
    assertThat(farm.building()).containsExactly("b");
    assertThat(farm.state("c")).isEqualTo(BuildState.BLOCKED);
    farm.finish("b");
    assertThat(farm.lease("a").reservation().diskBytes()).isEqualTo(8 * GIB);
  }

  @Test
  void sistersStopSharingTheDiskOnceOneHasRunOut() {
    var farm =
        new TestFarm()
            .packages("boost", "boost@i686", "boost@x86_64-musl", "zlib")
            .worker("w1", 4, 64 * GIB, "x86_64", "i686", "x86_64-musl");
    farm.push("boost");
    assertThat(farm.building()).hasSize(4);
    farm.end("boost", new Outcome.OutOfSpace(Phase.COMPILE, 16 * GIB, 0, "ENOSPC"));
    assertThat(farm.building()).doesNotContain("boost");
    assertThat(farm.farm().explain(farm.build("boost").build(), farm.now()).facts())
        .anySatisfy(fact -> assertThat(fact.text()).contains("they do not share a disk"));
    farm.finish("boost@i686");
    farm.finish("boost@x86_64-musl");
    assertThat(farm.building()).containsExactlyInAnyOrder("boost", "zlib");
  }

  @Test
  void outOfSpaceThatHadTheWholeDiskIsFinalWithTheFigures() {
    var farm =
        new TestFarm()
            .packages("libreoffice")
            .worker("small", 1, 10 * GIB, "x86_64")
            .worker("large", 1, 40 * GIB, "x86_64");
    farm.push("libreoffice");
    int attempts = 0;
    while (farm.state("libreoffice") == BuildState.BUILDING) {
      long had = farm.lease("libreoffice").reservation().diskBytes();
      farm.end("libreoffice", new Outcome.OutOfSpace(Phase.COMPILE, had, 0, "ENOSPC"));
      attempts++;
    }
    assertThat(attempts).isLessThan(8);
    assertThat(farm.state("libreoffice")).isEqualTo(BuildState.FAILED);
    assertThat(farm.why("libreoffice"))
        .isEqualTo(
            "Ran out of space on large with 36 GiB reserved, and no worker for x86_64 has more: the"
                + " roomiest is large with 40 GiB. Give the farm a worker with a bigger disk and"
                + " retry.");
  }

  @Test
  void outOfMemoryRunsFewerJobsWithMoreMemory() {
    var farm = new TestFarm().packages("llvm").worker("w1", 2);
    farm.push("llvm");
    assertThat(farm.lease("llvm").jobs()).isEqualTo(8);
    farm.end("llvm", new Outcome.OutOfMemory(Phase.COMPILE, 10 * GIB, "killed by signal 9"));
    assertThat(farm.lease("llvm").jobs()).isEqualTo(4);
    assertThat(farm.lease("llvm").reservation().memoryBytes()).isEqualTo(24 * GIB);
  }

  @Test
  void outOfMemoryEndsWhenNothingIsLeftToTry() {
    var farm = new TestFarm().packages("llvm").worker("w1", 2);
    farm.push("llvm");
    for (int attempt = 0; farm.state("llvm") == BuildState.BUILDING; attempt++) {
      assertThat(attempt).isLessThan(10);
      farm.end("llvm", new Outcome.OutOfMemory(Phase.COMPILE, 60 * GIB, "killed by signal 9"));
    }
    assertThat(farm.why("llvm"))
        .startsWith("Ran out of memory on w1 with one job")
        .contains("more memory");
  }

  @Test
  void aLateResultOfALostAttemptIsSettledAndDropped() {
    var farm = new TestFarm().packages("a").worker("w1", 1);
    farm.push("a");
    farm.takeUp("w1");
    var lost = farm.lease("a");
    var report = farm.status("w1");
    farm.silence("w1");
    farm.worker("w2", 1);
    farm.pass(Duration.ofSeconds(90));
    assertThat(farm.buildingOn("w2")).containsExactly("a");
    farm.worker(report);
    farm.tell(new Command.AttemptEnded(lost.attempt(), "w1", new Outcome.Succeeded(), Usage.NONE));
    assertThat(farm.latest()).isEmpty();
    assertThat(farm.farm().ordersFor("w1").settled()).containsExactly(lost.attempt());
    assertThat(farm.state("a")).isEqualTo(BuildState.BUILDING);
  }

  @Test
  void whatAWorkerLostInARestartStartsAgain() {
    var farm = new TestFarm().packages("a").worker("w1", 1);
    farm.push("a");
    var first = farm.lease("a");
    // Its process starts anew before it has heard of the attempt: it is still to come.
    farm.report("w1", "s2", List.of());
    assertThat(farm.lease("a").attempt()).isEqualTo(first.attempt());
    farm.takeUp("w1");
    farm.report("w1", "s3", List.of());
    assertThat(farm.lease("a").attempt()).isNotEqualTo(first.attempt());
  }

  @Test
  void anAttemptThatNeverBeganIsOverOnceItIsCancelled() {
    var farm = new TestFarm().packages("a", "b").worker("w1", 1);
    farm.push("a");
    assertThat(farm.building()).containsExactly("a");
    farm.tell(new Command.Cancel(farm.build("a").build(), "olga", "wrong branch"));
    assertThat(farm.building()).isEmpty();
    farm.report("w1", "s1", List.of());
    assertThat(farm.building()).containsExactly("b");
  }

  @Test
  void learnedFiguresAreReservedWithAMarginButNeverMoreThanThereIs() {
    var farm = new TestFarm().packages("a").worker("w1", 2, 10 * GIB, "x86_64");
    farm.push("a");
    farm.end("a", new Outcome.Succeeded(), new Usage(Duration.ofMinutes(3), 9 * GIB, 100 * MIB));
    farm.tell(new Command.Staged(farm.build("a").build()));
    farm.bump("a", "2_1").push("a");
    assertThat(farm.lease("a").reservation()).isEqualTo(new Reservation(9 * GIB, 128 * MIB));
  }

  @Test
  void aBuildThatFailedWhileItsDependencyWasRenewedIsTriedAgain() {
    var farm = new TestFarm().packages("a", "b -> a").worker("w1", 2);
    farm.push("a");
    farm.finish("a");
    farm.bump("a", "2_1").push("a");
    farm.fail("b");
    assertThat(farm.state("b")).isEqualTo(BuildState.FAILED);
    farm.finish("a");
    assertThat(farm.building()).containsExactly("b");
  }
}
