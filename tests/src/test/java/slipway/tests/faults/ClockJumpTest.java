package slipway.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.BuildState;
import slipway.proto.Cause;

/// Clocks that are set by an hour, forward and back, at master and worker, while a build runs:
/// longer than every lease and every limit of this farm.
final class ClockJumpTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void noLeaseIsLostNothingIsTooLongAndNoTimeIsNegative(@TempDir Path directory)
      throws IOException, InterruptedException {
    Optional<Path> library = SetClock.makeLibrary(directory);
    assumeTrue(library.isPresent(), "no C compiler here, to make a clock that can be set");
    SetClock mastersClock = SetClock.right(library.get(), directory.resolve("clock-master"));
    SetClock workersClock = SetClock.right(library.get(), directory.resolve("clock-worker"));
    Path go = directory.resolve("go");
    long began = System.nanoTime();
    try (FaultFarm farm = FaultFarm.prepare(directory, FaultFarm.Settings.local(1, LEASE))) {
      farm.talkativeUntil("steady", go);
      farm.push();
      var master = farm.startMaster(mastersClock.wrapper());
      var worker = farm.startWorker(workersClock.wrapper());
      farm.await("the build to talk", () -> farm.saidBytes() > 0);

      mastersClock.setBy(HOUR);
      farm.await("the master's jump", () -> SetClock.isSeen(farm.output("master"), HOUR));
      goOnForAWhile(farm);

      workersClock.setBy(HOUR);
      mastersClock.setBy(HOUR.negated());
      farm.await("the jump back", () -> SetClock.isSeen(farm.output("master"), HOUR.negated()));
      goOnForAWhile(farm);
      master.kill();
      farm.startMaster(mastersClock.wrapper());
      farm.await("the worker's jump", () -> SetClock.isSeen(farm.output("worker"), HOUR));
      goOnForAWhile(farm);

      workersClock.setBy(HOUR.negated());
      goOnForAWhile(farm);
      worker.kill();
      farm.startWorker(workersClock.wrapper());
      farm.await(
          "the worker's jump back", () -> SetClock.isSeen(farm.output("worker"), HOUR.negated()));
      goOnForAWhile(farm);

      Files.createFile(go);
      farm.await(
          "the build to be released",
          () -> farm.build("steady").filter(b -> b.getState() == BuildState.RELEASED).isPresent());
      assertThatAllIsWell(farm, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /// Time enough for the master to look at its leases, and for the worker at its limits, twice.
  private static void goOnForAWhile(FaultFarm farm) throws IOException {
    long before = farm.saidBytes();
    farm.await("the build to go on", () -> farm.saidBytes() > before + 150_000);
  }

  private static void assertThatAllIsWell(FaultFarm farm, Duration real) throws IOException {
    Build build = farm.build("steady").orElseThrow();
    assertThat(farm.attempts(build)).hasSize(1);
    Attempt attempt = farm.attempts(build).getFirst();
    assertThat(attempt.getCause()).as(attempt.getMessage()).isEqualTo(Cause.SUCCEEDED);
    assertThat(farm.heard(attempt.getId())).contains(farm.said(attempt.getId()));
    assertThat(instant(build.getStarted())).isAfterOrEqualTo(instant(build.getQueued()));
    assertThat(Duration.between(instant(attempt.getStarted()), instant(attempt.getEnded())))
        .isBetween(Duration.ofSeconds(1), real.plus(real.dividedBy(5)));
    assertThat(instant(build.getEnded())).isAfterOrEqualTo(instant(attempt.getEnded()));
    assertThat(farm.isOf(attempt.getId(), farm.published().getFirst())).isTrue();
  }

  private static Instant instant(com.google.protobuf.Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
