package slipway.tests.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.Cause;
import slipway.proto.ListBuildsRequest;
import slipway.proto.PushDetails;

/// Processes that are killed without warning, in the middle of builds, and started again.
final class KilledProcessTest {
  @Test
  void aKilledMasterComesBackAndAdoptsWhatRuns(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (LiveFarm farm = LiveFarm.prepare(directory)) {
      var master = farm.processes().startMaster();
      farm.processes().startWorker("glibc-1");
      farm.processes().startWeb();
      String commit = farm.tree().pushFirst();
      for (int kill = 0; kill < 3; kill++) {
        farm.awaitBuilding("");
        master.kill();
        master = farm.processes().startMaster();
      }
      assertThatNothingIsMissing(farm, farm.awaitSettled(commit));
    }
  }

  @Test
  void aKilledWorkerComesBackAndAdoptsItsBuilds(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (LiveFarm farm = LiveFarm.prepare(directory)) {
      farm.processes().startMaster();
      var worker = farm.processes().startWorker("glibc-1");
      farm.processes().startWeb();
      String commit = farm.tree().pushFirst();
      for (int kill = 0; kill < 3; kill++) {
        farm.awaitBuilding("glibc-1");
        worker.kill();
        worker = farm.processes().startWorker("glibc-1");
      }
      assertThatNothingIsMissing(farm, farm.awaitSettled(commit));
    }
  }

  private static void assertThatNothingIsMissing(LiveFarm farm, PushDetails push) {
    assertThat(push.getPush().getBuildsByStateMap())
        .as("the demo's tree fails in ballast alone, on both targets, and so does what needs it")
        .containsEntry("FAILED", 2L)
        .containsEntry("DEPENDENCY_FAILED", 2L);
    List<Build> builds = farm.builds(ListBuildsRequest.getDefaultInstance());
    for (Build build : builds) {
      for (Attempt attempt : farm.attempts(build.getId())) {
        assertThat(attempt.getCause())
            .as("attempt %d of %s: %s", attempt.getId(), build.getPackage(), attempt.getMessage())
            .isIn(Cause.SUCCEEDED, Cause.PACKAGE_ERROR);
      }
      assertThat(build.getAttemptCount())
          .as("attempts of %s", build.getPackage())
          .isEqualTo(build.getState() == slipway.proto.BuildState.DEPENDENCY_FAILED ? 0 : 1);
    }
    farm.assertLogsAreWhole();
  }
}
