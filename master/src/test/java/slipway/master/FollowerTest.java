package slipway.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.master.bench.StandInLoops;
import slipway.master.leadership.Election;
import slipway.master.leadership.Ensemble;
import slipway.proto.GetOverviewRequest;

/// Two masters that meet at one ZooKeeper.
class FollowerTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void aFollowerNamesTheLeaderAndTakesOver() throws Exception {
    try (var ensemble = Ensemble.open(Election.EMBEDDED, directory.resolve("ensemble"))) {
      var election = new Election(ensemble.connectString(), Duration.ofSeconds(5));
      var leader = TestMaster.over(start("one", election));
      try (var follower = new TestMaster(start("two", election), null)) {
        await("the follower knows who leads")
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() ->
                assertThatThrownBy(() ->
                        follower.operator().getOverview(GetOverviewRequest.getDefaultInstance()))
                    .hasMessage(
                        "UNAVAILABLE: this master does not lead; ask "
                            + leader.master().address()));
        var worker = new TestWorker("w1", follower.workers(TestMaster.WORKER_TOKEN));
        assertThat(Status.fromThrowable(worker.orders().end()).getCode())
            .isEqualTo(Status.Code.UNAVAILABLE);
        leader.close();
        await("the follower leads")
            .atMost(Duration.ofSeconds(20))
            .until(() -> follower.master().leads());
        assertThat(
                follower.operator().getOverview(GetOverviewRequest.getDefaultInstance()).getEpoch())
            .isEqualTo(2);
      }
    }
  }

  private Master start(String name, Election election) throws Exception {
    var base = TestMaster.config(directory.resolve(name));
    var config =
        new MasterConfig(
            base.dataDirectory(),
            base.listen(),
            base.tls(),
            base.workers(),
            base.clients(),
            base.publicReading(),
            base.tree(),
            base.repository(),
            base.mirrors(),
            base.signing(),
            base.targets(),
            election,
            base.policy());
    return Master.start(
        config,
        new SimpleMeterRegistry(),
        (history, intake, logs) -> new StandInLoops((lease, report) -> Optional.empty()));
  }
}
