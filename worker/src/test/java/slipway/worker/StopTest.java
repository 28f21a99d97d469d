package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.proto.Phase;
import slipway.worker.testing.Running;
import slipway.worker.testing.TestFarm;

/// Builds that are stopped are stopped whole.
class StopTest {
  /// One child ignores TERM, one leaves the session, one does both and is nobody's child.
  private static final String STUBBORN =
      """
      do_build() {
        (trap '' TERM; echo $BASHPID >> %1$s; while :; do sleep 1; done) &
        setsid bash -c 'echo $$ >> %1$s; exec sleep 1000' &
        (setsid bash -c 'trap "" TERM; echo $$ >> %1$s; while :; do sleep 1; done' &)
        echo "all hands"
        wait
      }
      do_install() { :; }
      """;

  @TempDir Path directory;

  @Test
  void aWorkerThatIsToStopWhenIdleFinishesWhatItRunsAndTakesNothingNew() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      Path go = directory.resolve("go");
      farm.tree()
          .template(
              "slow",
              "do_build() { until [ -e %s ]; do sleep 0.05; done; }\ndo_install() { vmkdir usr; }\n"
                  .formatted(go));
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("slow", "x86_64");
      farm.awaitLog(attempt, "running do_build");
      assertThat(farm.isDone()).isFalse();
      StopWish.in(farm.config().state()).set(true);
      assertThat(farm.isDone()).isFalse();
      await("the worker to say that it drains itself")
          .until(() -> farm.master().lastReport().orElseThrow().getFacts().getStopping());
      Files.createFile(go);
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.SUCCEEDED);
      farm.master().settle(attempt);
      await("the worker to be done").until(farm::isDone);
      assertThat(StopWish.in(farm.config().state()).isSet()).isFalse();
    }
  }

  @Test
  void aCancelledBuildIsKilledWithAllThatItStarted() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      Path pids = directory.resolve("pids");
      farm.tree().template("stubborn", STUBBORN.formatted(pids));
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("stubborn", "x86_64");
      await("three children")
          .until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 3);
      farm.master().cancel(attempt);
      AttemptEnd end = farm.awaitEnd(attempt);
      assertThat(end.getCause()).isEqualTo(Cause.ATTEMPT_CANCELLED);
      assertThat(end.getPhase()).isEqualTo(Phase.COMPILE);
      assertThat(Files.readAllLines(pids)).noneMatch(Running::isRunning);
    }
  }

  @Test
  void aSettledBuildThatStillRunsIsStoppedAndForgotten() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      Path pids = directory.resolve("pids");
      farm.tree().template("stubborn", STUBBORN.formatted(pids));
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("stubborn", "x86_64");
      farm.awaitLog(attempt, "all hands");
      farm.master().settle(attempt);
      await("nothing left of it")
          .until(() ->
              !Files.exists(directory.resolve("state/attempts/" + attempt))
                  && !Files.exists(directory.resolve("area/attempts/" + attempt)));
      assertThat(Files.readAllLines(pids)).noneMatch(Running::isRunning);
    }
  }

  @Test
  void aSilentBuildIsStopped() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree()
          .template("silent", "do_build() { echo hush; sleep 1000; }\ndo_install() { :; }\n");
      farm.tree().commit();
      farm.startWorker();
      var order =
          farm.orderOf("silent", "x86_64")
              .setNoOutputLimit(Duration.newBuilder().setSeconds(1))
              .build();
      farm.master().order(order);
      AttemptEnd end = farm.awaitEnd(order.getAttempt());
      assertThat(end.getCause()).isEqualTo(Cause.NO_OUTPUT);
      assertThat(end.getMessage()).isEqualTo("no output for 1 seconds");
      assertThat(farm.master().logText(order.getAttempt()))
          .contains("=> ERROR: silent-1.0_1: no output for 1 seconds");
      farm.master().settle(order.getAttempt());
      await("the attempt to be forgotten")
          .until(() -> !Files.exists(directory.resolve("state/attempts/" + order.getAttempt())));
      assertThat(directory.resolve("area/attempts/" + order.getAttempt()))
          .as("its build tree, for whoever looks into it")
          .isNotEmptyDirectory();
    }
  }

  @Test
  void aBuildThatRunsForTooLongIsStopped() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree()
          .template(
              "endless",
              "do_build() { while :; do echo round; sleep 0.1; done; }\ndo_install() { :; }\n");
      farm.tree().commit();
      farm.startWorker();
      var order =
          farm.orderOf("endless", "x86_64")
              .setTotalLimit(Duration.newBuilder().setSeconds(1))
              .build();
      farm.master().order(order);
      assertThat(farm.awaitEnd(order.getAttempt()).getCause()).isEqualTo(Cause.TOO_LONG);
    }
  }
}
