package slipway.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.master.leadership.Election;
import slipway.master.leadership.Ensemble;
import slipway.proto.Attempt;
import slipway.proto.BuildState;
import slipway.proto.Cause;
import slipway.proto.GetOverviewRequest;

/// A master that leads at another address, elected by an ensemble of their own, with the data that
/// the killed one has left: the worker finds it and its builds are adopted.
final class ChangedLeaderTest {
  @Test
  void theWorkerFollowsTheLeaderAndItsBuildIsAdopted(@TempDir Path directory) throws Exception {
    Path go = directory.resolve("go");
    String first = "127.0.0.1:" + FaultFarm.freePort();
    String second = "127.0.0.1:" + FaultFarm.freePort();
    try (var ensemble = Ensemble.open(Election.EMBEDDED, directory.resolve("ensemble"));
        var farm =
            FaultFarm.prepare(
                directory,
                new FaultFarm.Settings(
                    List.of(first, second), 1, Duration.ofSeconds(60), ensemble.connectString()))) {
      farm.talkativeUntil("ferry", go);
      farm.push();
      var leader = farm.startMaster();
      farm.startWorker();
      farm.await("the build to talk", () -> farm.saidBytes() > 20_000);
      long epoch = epoch(farm);
      leader.kill();
      long before = farm.saidBytes();
      farm.await("the build to go on alone", () -> farm.saidBytes() > before + 20_000);
      farm.startMasterAt(second);
      farm.ask(second);
      farm.await("another leader", () -> epoch(farm) > epoch);
      farm.await(
          "the worker to be there",
          () -> farm.output("worker").contains("master=\"" + second + "\" epoch="));
      Files.createFile(go);
      farm.await(
          "the build to be released",
          () -> farm.build("ferry").filter(b -> b.getState() == BuildState.RELEASED).isPresent());
      var attempts = farm.attempts(farm.build("ferry").orElseThrow());
      assertThat(attempts).hasSize(1);
      Attempt attempt = attempts.getFirst();
      assertThat(attempt.getCause()).isEqualTo(Cause.SUCCEEDED);
      assertThat(farm.heard(attempt.getId())).contains(farm.said(attempt.getId()));
      assertThat(farm.isOf(attempt.getId(), farm.published().getFirst())).isTrue();
    }
  }

  private static long epoch(FaultFarm farm) {
    return farm.connection()
        .calls()
        .getOverview(GetOverviewRequest.getDefaultInstance())
        .getEpoch();
  }
}
