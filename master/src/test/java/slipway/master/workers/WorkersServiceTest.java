package slipway.master.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.master.TestMaster;
import slipway.master.TestWorker;
import slipway.proto.Attempt;
import slipway.proto.Cause;
import slipway.proto.GetBuildRequest;
import slipway.proto.Order;

class WorkersServiceTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path directory;

  @SuppressWarnings("NullAway.Init")
  private static TestMaster master;

  private static int packages;

  @SuppressWarnings("NullAway.Init")
  private TestWorker worker;

  @SuppressWarnings("NullAway.Init")
  private Order order;

  @BeforeAll
  static void start() throws Exception {
    master = TestMaster.start(directory);
  }

  @AfterAll
  static void stop() {
    master.close();
  }

  @BeforeEach
  void takeUpABuild() throws Exception {
    worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    master.plan("package" + ++packages);
    order = worker.takeUp();
    worker.report();
  }

  @Test
  void anOrderSaysAllThatTheWorkerMustKnow() {
    assertThat(order.getPackage()).isEqualTo("package" + packages);
    assertThat(order.getVersion()).isEqualTo("1.0_1");
    assertThat(order.getGitUrl()).isEqualTo("file:///nowhere.git");
    assertThat(order.getDriver()).isEqualTo("template");
    assertThat(order.getCommit()).hasSize(40);
    assertThat(order.getDiskBytesReserved()).isPositive();
    assertThat(order.getNoOutputLimit().getSeconds()).isEqualTo(4 * 3600);
    assertThat(order.getKeepGoingChecks()).isTrue();
    assertThat(order.getPriority()).isEqualTo("push");
  }

  @Test
  void logBytesAreAcknowledgedByOffsetAndAGapIsNamed() throws Exception {
    assertThat(worker.log(order, 0, "first\n", false).getDurableBytes()).isEqualTo(6);
    assertThat(worker.log(order, 0, "first\n", false).getDurableBytes()).isEqualTo(6);
    assertThat(worker.log(order, 20, "third\n", false).getDurableBytes()).isEqualTo(6);
    var last = worker.log(order, 6, "second\n", true);
    assertThat(last.getDurableBytes()).isEqualTo(13);
    assertThat(last.getClosed()).isTrue();
    assertThat(worker.log(order, 13, "more\n", false).getRefused()).isNotEmpty();
  }

  @Test
  void theLogOfAnAttemptThatIsNotTheWorkersIsRefused() throws Exception {
    var other = new TestWorker("w2", master.workers(TestMaster.OTHER_TOKEN));
    assertThat(other.log(order, 0, "mine\n", false).getRefused())
        .contains("is no current one of worker w2");
    var unknown = order.toBuilder().setAttempt(999_999).build();
    assertThat(worker.log(unknown, 0, "x", false).getRefused()).contains("999999");
  }

  @Test
  void anUploadForAnAttemptThatIsNotCurrentIsDropped() throws Exception {
    Path file = TestWorker.makePackage(directory, order.getPackage() + "-1.0_1", "x86_64");
    var announced = TestWorker.announcement(file);
    assertThatThrownBy(() -> worker.upload(999_999, announced, Files.readAllBytes(file)))
        .hasMessageStartingWith("FAILED_PRECONDITION")
        .hasMessageContaining("drop the file");
    var other = new TestWorker("w2", master.workers(TestMaster.OTHER_TOKEN));
    assertThatThrownBy(() -> other.upload(order.getAttempt(), announced, Files.readAllBytes(file)))
        .hasMessageStartingWith("FAILED_PRECONDITION");
    Path foreign = TestWorker.makePackage(directory, "glibc-1.0_1", "x86_64");
    assertThatThrownBy(() ->
            worker.upload(
                order.getAttempt(), TestWorker.announcement(foreign), Files.readAllBytes(foreign)))
        .hasMessageStartingWith("PERMISSION_DENIED")
        .hasMessageContaining("glibc-1.0_1.x86_64.xbps refused");
  }

  @Test
  void successWithoutThePackageIsNotBelieved() throws Exception {
    worker.log(order, 0, "built\n", true);
    worker.end(order, Cause.SUCCEEDED, 6, List.of());
    assertThat(ended().getMessage())
        .contains("success not accepted")
        .contains(order.getPackage() + " is not among them");
    assertThat(ended().getCause()).isEqualTo(Cause.WORKER_ERROR);
  }

  @Test
  void successWithAnUnfinishedLogIsNotBelieved() throws Exception {
    worker.log(order, 0, "built\n", false);
    worker.end(order, Cause.SUCCEEDED, 6, List.of());
    assertThat(ended().getMessage()).contains("the master has 6, not closed");
  }

  @Test
  void successWithAPackageThatNeverCameIsNotBelieved() throws Exception {
    worker.log(order, 0, "built\n", true);
    Path file = TestWorker.makePackage(directory, order.getPackage() + "-1.0_1", "x86_64");
    worker.end(order, Cause.SUCCEEDED, 6, List.of(TestWorker.announcement(file)));
    assertThat(ended().getMessage()).contains("the master does not have it whole");
  }

  @Test
  void aReconnectedWorkerKeepsItsAttempt() throws Exception {
    worker.disconnect();
    var again = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN)).running(order);
    again.report();
    var orders = again.orders().next();
    assertThat(orders.getOrdersList())
        .extracting(Order::getAttempt)
        .containsExactly(order.getAttempt());
    assertThat(orders.getCancelList()).isEmpty();
  }

  @Test
  void aReportThatMakesNoSenseEndsTheStreamWithTheReason() throws Exception {
    var bad = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN)).slots(-4);
    bad.report();
    assertThat(bad.orders().end()).hasMessageContaining("slots: must be from 0 to");
  }

  private Attempt ended() {
    return await("the attempt's end")
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                master
                    .operator()
                    .getBuild(GetBuildRequest.newBuilder().setBuild(order.getBuild()).build())
                    .getAttemptsList()
                    .stream()
                    .filter(attempt -> attempt.getId() == order.getAttempt())
                    .findFirst()
                    .orElseThrow(),
            attempt -> attempt.getCause() != Cause.CAUSE_UNSPECIFIED);
  }
}
