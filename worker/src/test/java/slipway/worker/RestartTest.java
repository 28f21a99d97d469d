package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.worker.testing.Running;
import slipway.worker.testing.TestFarm;
import slipway.worker.testing.WorkerProcess;

/// Builds go on whatever becomes of the worker and of the master.
class RestartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void aKilledWorkerAdoptsItsBuildAndLosesNoByteOfItsLog() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      Path go = directory.resolve("go");
      farm.tree().template("patient", patient(go));
      farm.tree().commit();
      WorkerProcess first = WorkerProcess.start(farm, List.of());
      long attempt = farm.order("patient", "x86_64");
      farm.awaitLog(attempt, "waiting for the tide");
      first.kill();
      Files.createFile(go);
      Path spool = directory.resolve("state/attempts/" + attempt + "/log");
      await("the build to go on alone")
          .atMost(PATIENCE)
          .until(() -> Files.readString(spool).contains("line 5000"));
      try (WorkerProcess _ = WorkerProcess.start(farm, List.of())) {
        AttemptEnd end = farm.awaitEnd(attempt);
        assertThat(end.getCause()).isEqualTo(Cause.SUCCEEDED);
        assertThat(farm.master().log(attempt)).isEqualTo(Files.readAllBytes(spool));
        assertThat(farm.master().logText(attempt)).containsOnlyOnce("waiting for the tide");
        assertThat(end.getPackagesList()).hasSize(1);
        assertThat(end.getLogBytes()).isEqualTo(Files.size(spool));
        farm.master().settle(attempt);
        await("the spool to go once the master has settled it")
            .atMost(PATIENCE)
            .until(() -> !Files.exists(spool));
      }
    }
  }

  @Test
  void aBuildWhoseWrapperWasKilledMeanwhileIsLostAndNothingOfItRuns() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      Path pid = directory.resolve("pid");
      farm.tree()
          .template(
              "stray",
              "do_install() {\n echo $BASHPID > " + pid + "\n echo sailing\n sleep 1000\n}\n");
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("stray", "x86_64");
      farm.awaitLog(attempt, "sailing");
      farm.stopWorker();
      String wrapper =
          Files.readString(directory.resolve("state/attempts/" + attempt + "/run/wrapper"));
      ProcessHandle.of(Long.parseLong(wrapper.split(" ", -1)[0])).orElseThrow().destroyForcibly();
      farm.startWorker();
      AttemptEnd end = farm.awaitEnd(attempt);
      assertThat(end.getCause()).isEqualTo(Cause.WORKER_LOST);
      assertThat(end.getMessage()).contains("wrapper is gone");
      assertThat(Files.readAllLines(pid)).noneMatch(Running::isRunning);
      farm.master().settle(attempt);
      await("its leftovers to be removed")
          .atMost(PATIENCE)
          .until(() ->
              !Files.exists(directory.resolve("area/attempts/" + attempt))
                  && !Files.exists(directory.resolve("state/attempts/" + attempt)));
    }
  }

  @Test
  void aBuildWhosePumpWasKilledIsLost() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().template("cut", "do_install() { while :; do echo sailing; sleep 0.05; done; }\n");
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("cut", "x86_64");
      farm.awaitLog(attempt, "sailing");
      String pump = Files.readString(directory.resolve("state/attempts/" + attempt + "/run/pump"));
      ProcessHandle.of(Long.parseLong(pump.strip())).orElseThrow().destroyForcibly();
      AttemptEnd end = farm.awaitEnd(attempt);
      assertThat(end.getCause()).as(end.getMessage()).isEqualTo(Cause.WORKER_LOST);
    }
  }

  @Test
  void aBuildGoesOnWithoutTheMasterAndIsDeliveredWhenItIsBack() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      Path go = directory.resolve("go");
      farm.tree().template("patient", patient(go));
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("patient", "x86_64");
      farm.awaitLog(attempt, "waiting for the tide");
      farm.master().stop();
      Files.createFile(go);
      Path end = directory.resolve("state/attempts/" + attempt + "/end");
      await("the build to end").atMost(PATIENCE).until(() -> Files.exists(end));
      long received = farm.master().logBytesReceived();
      farm.master().start();
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.SUCCEEDED);
      byte[] log = farm.master().log(attempt);
      assertThat(new String(log, StandardCharsets.UTF_8))
          .contains("line 5000")
          .containsOnlyOnce("waiting for the tide");
      assertThat(farm.master().logBytesReceived() - received)
          .as("no byte that the master had is sent again")
          .isLessThanOrEqualTo(log.length);
    }
  }

  @Test
  void whatWasDeliveredBeforeARestartIsReportedAgainUntilItIsSettled() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      farm.tree().commit();
      farm.startWorker();
      long attempt = farm.order("bell", "x86_64");
      AttemptEnd end = farm.awaitEnd(attempt);
      long received = farm.master().logBytesReceived();
      farm.stopWorker();
      farm.master().forgetReports();
      farm.startWorker();
      assertThat(farm.awaitEnd(attempt)).isEqualTo(end);
      assertThat(farm.master().logBytesReceived()).isEqualTo(received);
    }
  }

  private static String patient(Path go) {
    return """
    do_install() {
      vmkdir usr
      echo "waiting for the tide"
      while [ ! -e '%s' ]; do sleep 0.05; done
      for ((line = 1; line <= 5000; line++)); do echo "line $line"; done
    }
    """
        .formatted(go);
  }
}
