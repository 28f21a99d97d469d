package slipway.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.proto.BuildState;
import slipway.proto.Cause;
import slipway.proto.GetBuildRequest;
import slipway.proto.GetOverviewRequest;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ReadLogRequest;

class MasterTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void aBuildGoesFromItsPlanToItsRelease() throws Exception {
    try (var master = TestMaster.start(directory)) {
      var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
      worker.report();
      master.plan("zlib", "curl: zlib");
      assertThat(worker.buildNext(directory).getPackage()).isEqualTo("zlib");
      assertThat(worker.buildNext(directory).getPackage()).isEqualTo("curl");
      await("both released")
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  master
                      .operator()
                      .listBuilds(
                          ListBuildsRequest.newBuilder().addStates(BuildState.RELEASED).build())
                      .getBuildsCount(),
              count -> count == 2);
      var details = master.operator().getBuild(GetBuildRequest.newBuilder().setBuild(2).build());
      assertThat(details.getBuild().getPackage()).isEqualTo("curl");
      assertThat(details.getAttemptsList())
          .singleElement()
          .satisfies(attempt -> {
            assertThat(attempt.getCause()).isEqualTo(Cause.SUCCEEDED);
            assertThat(attempt.getLogBytes()).isEqualTo("=> building curl\n".length());
          });
      assertThat(details.getDependencies(0).getBuild().getPackage()).isEqualTo("zlib");
      var pieces =
          master
              .operator()
              .readLog(
                  ReadLogRequest.newBuilder().setAttempt(details.getBuild().getAttempt()).build());
      assertThat(pieces.next().getBytes().toStringUtf8()).isEqualTo("=> building curl\n");
      assertThat(master.operator().getOverview(GetOverviewRequest.getDefaultInstance()))
          .satisfies(overview -> {
            assertThat(overview.getTargets(0).getBuildsByStateMap()).containsEntry("RELEASED", 2L);
            assertThat(overview.getWorkers(0).getAttemptsSucceeded()).isEqualTo(2);
            assertThat(overview.getPushes(0).hasReleased()).isTrue();
          });
    }
  }

  @Test
  void aRestartedMasterGoesOnWhereItWas() throws Exception {
    try (var master = TestMaster.start(directory)) {
      master.plan("zlib", "curl: zlib");
    }
    try (var master = TestMaster.start(directory)) {
      var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
      worker.report();
      var order = worker.takeUp();
      assertThat(order.getPackage()).isEqualTo("zlib");
      assertThat(master.operator().getOverview(GetOverviewRequest.getDefaultInstance()).getEpoch())
          .isEqualTo(2);
    }
  }

  @Test
  void aWorkersWordCountsOnlyWithItsToken() throws Exception {
    try (var master = TestMaster.start(directory)) {
      var stranger = new TestWorker("w1", master.workers("no such token"));
      assertThat(Status.fromThrowable(stranger.orders().end()).getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      var impostor = new TestWorker("w1", master.workers(TestMaster.OTHER_TOKEN));
      impostor.report();
      assertThat(impostor.orders().end()).hasMessageContaining("the token is w2's");
      var client = new TestWorker("w1", master.workers(TestMaster.OPERATOR_TOKEN));
      client.report();
      assertThat(Status.fromThrowable(client.orders().end()).getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      var bold = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN)).host("aarch64");
      bold.report();
      assertThat(bold.orders().end()).hasMessageContaining("its token allows x86_64");
    }
  }

  @Test
  void whoMayReadMayNotAct() throws Exception {
    try (var master = TestMaster.start(directory)) {
      var viewer = master.farm(TestMaster.VIEWER_TOKEN);
      viewer.getOverview(GetOverviewRequest.getDefaultInstance());
      assertThatThrownBy(() ->
              viewer.pause(slipway.proto.PauseRequest.newBuilder().setReason("lunch").build()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("eye is a viewer, and this needs an operator");
      assertThatThrownBy(() ->
              slipway.proto.FarmGrpc.newBlockingStub(master.channel())
                  .getOverview(GetOverviewRequest.getDefaultInstance()))
          .hasMessageContaining("this needs a token");
      assertThatThrownBy(() -> viewer.getBuild(GetBuildRequest.newBuilder().setBuild(99).build()))
          .hasMessageStartingWith("NOT_FOUND: there is no build 99");
    }
  }

  @Test
  void everyMistakeIsReportedAtOnce() throws Exception {
    var good = TestMaster.config(directory);
    var bad =
        new MasterConfig(
            good.dataDirectory(),
            new MasterConfig.Listen("0.0.0.0", 70_000),
            good.tls(),
            List.of(new MasterConfig.WorkerToken("a b", "123", Set.of())),
            good.clients(),
            true,
            new MasterConfig.Tree("", "", ""),
            new MasterConfig.Repository(directory, "http://x/"),
            good.mirrors(),
            new MasterConfig.Signing(directory.resolve("missing.pem"), ""),
            List.of(),
            good.election(),
            good.policy().withDriver("make"));
    assertThat(bad.mistakes())
        .hasSize(11)
        .anyMatch(text -> text.startsWith("listen.port"))
        .anyMatch(text -> text.startsWith("listen.address"))
        .anyMatch(text -> text.startsWith("workers.name"))
        .anyMatch(text -> text.startsWith("token-sha256"))
        .anyMatch(text -> text.startsWith("targets"))
        .anyMatch(text -> text.startsWith("repository.url"))
        .anyMatch(text -> text.startsWith("signing.key"))
        .anyMatch(text -> text.startsWith("policy.driver"));
    assertThatThrownBy(() -> TestMaster.start(bad))
        .isInstanceOf(MasterException.class)
        .hasMessageContaining("11 mistakes");
  }

  @Test
  void aBusyPortAndALockedDirectorySayWhatToDo() throws Exception {
    try (var first = TestMaster.start(directory.resolve("one"))) {
      var second = TestMaster.config(directory.resolve("two"));
      var busy = at(second, new MasterConfig.Listen("127.0.0.1", first.master().port()));
      assertThatThrownBy(() -> TestMaster.start(busy))
          .isInstanceOf(MasterException.class)
          .hasMessageContaining("the port is taken")
          .hasMessageContaining("listen.port");
      assertThatThrownBy(() -> TestMaster.start(TestMaster.config(directory.resolve("one"))))
          .isInstanceOf(MasterException.class)
          .hasMessageContaining("locked by process " + ProcessHandle.current().pid());
    }
    assertThatThrownBy(
            () -> TestMaster.start(in(TestMaster.config(directory), Path.of("/proc/slipway"))))
        .isInstanceOf(MasterException.class)
        .hasMessageContaining("Cannot write to the data directory /proc/slipway")
        .hasMessageContaining("choose another data directory");
  }

  private static MasterConfig at(MasterConfig config, MasterConfig.Listen listen) {
    return new MasterConfig(
        config.dataDirectory(),
        listen,
        config.tls(),
        config.workers(),
        config.clients(),
        config.publicReading(),
        config.tree(),
        config.repository(),
        config.mirrors(),
        config.signing(),
        config.targets(),
        config.election(),
        config.policy());
  }

  private static MasterConfig in(MasterConfig config, Path data) {
    return new MasterConfig(
        data,
        config.listen(),
        config.tls(),
        config.workers(),
        config.clients(),
        config.publicReading(),
        config.tree(),
        config.repository(),
        config.mirrors(),
        config.signing(),
        config.targets(),
        config.election(),
        config.policy());
  }
}
