package slipway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.Cause;
import slipway.worker.testing.TestFarm;

/// A build that prints more than may wait for the master has to wait itself.
class LogSpoolTest {
  private static final long SPOOL_BYTES = 1 << 20;
  private static final int LINES = 400_000;

  @TempDir Path directory;

  @Test
  void withoutAMasterABuildWaitsWhenItsSpoolIsFull() throws Exception {
    try (var farm = TestFarm.start(directory)) {
      Path go = directory.resolve("go");
      farm.tree()
          .template(
              "chatty",
              "do_build() { until [ -e %s ]; do sleep 0.05; done; seq %d; }\ndo_install() { vmkdir usr; }\n"
                  .formatted(go, LINES));
      farm.tree().commit();
      farm.startWorker(bounded(farm.config()));
      long attempt = farm.order("chatty", "x86_64");
      farm.awaitLog(attempt, "running do_build");
      farm.master().stop();
      Files.createFile(go);

      Path run = directory.resolve("state/attempts/" + attempt + "/run");
      await("the build's output to be held back").until(() -> Files.exists(run.resolve("held")));
      Path log = directory.resolve("state/attempts/" + attempt + "/log");
      long bytes = Files.size(log);
      assertThat(bytes).isBetween(SPOOL_BYTES, 2 * SPOOL_BYTES);
      // A worker that is away does not let it go on either.
      farm.stopWorker();
      await().during(Duration.ofMillis(800)).until(() -> Files.size(log) == bytes);

      farm.master().start();
      farm.startWorker(bounded(farm.config()));
      assertThat(farm.awaitEnd(attempt).getCause()).isEqualTo(Cause.SUCCEEDED);
      assertThat(farm.master().logText(attempt).lines())
          .containsSubsequence("1", "199999", Integer.toString(LINES));
      assertThat(farm.master().log(attempt)).isEqualTo(Files.readAllBytes(log));
    }
  }

  private static WorkerConfig bounded(WorkerConfig usual) {
    var space = usual.space();
    return new WorkerConfig(
        usual.name(),
        usual.masters(),
        usual.trust(),
        usual.tokenFile(),
        usual.hosts(),
        usual.slots(),
        usual.jobsPerBuild(),
        usual.state(),
        usual.build(),
        usual.cache(),
        new WorkerConfig.Space(
            space.reserveBytes(),
            space.stateReserveBytes(),
            SPOOL_BYTES,
            space.keptTreesBytes(),
            space.keptTreesFor(),
            space.compilerCacheFloorBytes()),
        usual.timing(),
        usual.limits(),
        usual.drivers(),
        usual.xbpsSrc(),
        usual.location());
  }
}
