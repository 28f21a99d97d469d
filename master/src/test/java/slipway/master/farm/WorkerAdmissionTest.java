package slipway.master.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.master.TestMaster;
import slipway.master.TestWorker;
import slipway.proto.EnrolRequest;
import slipway.proto.InviteWorkerRequest;
import slipway.proto.LogAcknowledgement;
import slipway.proto.LogChunk;
import slipway.proto.ReadLogRequest;
import slipway.proto.RevokeWorkerRequest;
import slipway.proto.WorkersGrpc;

/// Over real gRPC: a worker joins, works, and is turned out in the middle of an attempt.
class WorkerAdmissionTest {
  private static final String TOKEN = "made-by-the-worker-itself";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void aWorkerJoinsWorksAndIsTurnedOutAtOnce() throws Exception {
    try (var master = TestMaster.start(directory)) {
      var invited =
          master
              .operator()
              .inviteWorker(
                  InviteWorkerRequest.newBuilder()
                      .setWorker("late-1")
                      .addHostArchitectures("x86_64")
                      .build());
      var joined =
          WorkersGrpc.newBlockingStub(master.channel())
              .enrol(
                  EnrolRequest.newBuilder()
                      .setCode(invited.getCode())
                      .setTokenSha256(
                          ByteString.copyFrom(
                              TestWorker.sha256(TOKEN.getBytes(StandardCharsets.US_ASCII))))
                      .build());
      assertThat(joined.getWorker()).isEqualTo("late-1");

      var worker = new TestWorker("late-1", master.workers(TOKEN));
      worker.report();
      master.plan("taken-up");
      var order = worker.takeUp();
      var acknowledged = new TestWorker.Received<LogAcknowledgement>();
      var log = master.workers(TOKEN).appendLog(acknowledged);
      log.onNext(chunk(order.getAttempt(), 0, "printed before\n"));
      assertThat(acknowledged.next().getDurableBytes()).isEqualTo(15);

      master
          .operator()
          .revokeWorker(
              RevokeWorkerRequest.newBuilder().setWorker("late-1").setReason("stolen").build());
      assertThat(worker.orders().end()).hasMessageContaining("turned out by ops");
      log.onNext(chunk(order.getAttempt(), 15, "printed after\n"));
      assertThat(acknowledged.end()).hasMessageStartingWith("UNAUTHENTICATED");
      var pieces =
          master
              .operator()
              .readLog(ReadLogRequest.newBuilder().setAttempt(order.getAttempt()).build());
      assertThat(pieces.next().getBytes().toStringUtf8()).isEqualTo("printed before\n");
    }
  }

  private static LogChunk chunk(long attempt, long offset, String text) {
    return LogChunk.newBuilder()
        .setAttempt(attempt)
        .setOffset(offset)
        .setBytes(ByteString.copyFromUtf8(text))
        .build();
  }

  @Test
  void onlyOperatorsInviteAndTurnOut() throws Exception {
    try (var master = TestMaster.start(directory)) {
      var viewer = master.farm(TestMaster.VIEWER_TOKEN);
      assertThatThrownBy(() ->
              viewer.inviteWorker(InviteWorkerRequest.newBuilder().setWorker("late-1").build()))
          .hasMessageStartingWith("PERMISSION_DENIED");
      assertThatThrownBy(() ->
              master
                  .operator()
                  .revokeWorker(RevokeWorkerRequest.newBuilder().setWorker("w1").build()))
          .hasMessageStartingWith("NOT_FOUND")
          .hasMessageContaining("configuration");
    }
  }
}
