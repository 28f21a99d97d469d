package slipway.master.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slipway.master.TestMaster;
import slipway.master.TestWorker;
import slipway.proto.Arrangements;
import slipway.proto.AuditEntry;
import slipway.proto.BuildState;
import slipway.proto.CancelRequest;
import slipway.proto.CancelWindowRequest;
import slipway.proto.Cause;
import slipway.proto.CorrectEstimateRequest;
import slipway.proto.DrainRequest;
import slipway.proto.ExplainRequest;
import slipway.proto.FarmEvent;
import slipway.proto.GetBuildRequest;
import slipway.proto.GetLogErrorsRequest;
import slipway.proto.GetOverviewRequest;
import slipway.proto.HeldBuilds;
import slipway.proto.HoldRequest;
import slipway.proto.Lane;
import slipway.proto.ListArrangementsRequest;
import slipway.proto.ListAuditRequest;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListQueueRequest;
import slipway.proto.ListWorkersRequest;
import slipway.proto.LogErrors;
import slipway.proto.MaintenanceWindow;
import slipway.proto.MoveRequest;
import slipway.proto.PauseRequest;
import slipway.proto.Place;
import slipway.proto.PlanWindowRequest;
import slipway.proto.ReadLogRequest;
import slipway.proto.RetryRequest;
import slipway.proto.SearchLogsRequest;
import slipway.proto.WatchRequest;
import slipway.proto.WorkerState;

/// One farm for all tests; each has a package of its own.
class FarmServiceTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path directory;

  @SuppressWarnings("NullAway.Init")
  private static TestMaster master;

  @BeforeAll
  static void start() throws Exception {
    master = TestMaster.start(directory);
  }

  @AfterAll
  static void stop() {
    master.close();
  }

  @Test
  void theQueueSaysWhyEachBuildWaits() throws Exception {
    master.plan("queued", "later: queued");
    var queue =
        master.operator().listQueue(ListQueueRequest.newBuilder().setWithBlocked(true).build());
    assertThat(queue.getEntriesList())
        .anySatisfy(entry -> {
          assertThat(entry.getBuild().getPackage()).isEqualTo("later");
          assertThat(entry.getBuild().getWaitingForCount()).isEqualTo(1);
          assertThat(entry.getWhy()).isNotEmpty();
        });
    long id = newest("later");
    var explanation = master.operator().explain(ExplainRequest.newBuilder().setBuild(id).build());
    assertThat(explanation.getSentence()).contains("queued");
  }

  @Test
  void aWatcherSeesWhatHappensWithTheBuildAsItIsThen() throws Exception {
    long seen =
        master.operator().getOverview(GetOverviewRequest.getDefaultInstance()).getSequence();
    var events =
        master
            .operator()
            .watch(WatchRequest.newBuilder().setAfterSequence(Math.max(1, seen)).build());
    var first = CompletableFuture.supplyAsync(() -> nextOf("watched", events));
    master.plan("watched");
    var event = first.get(20, TimeUnit.SECONDS);
    assertThat(event.getKind()).isEqualTo("build-queued");
    assertThat(event.getBuild().getState()).isEqualTo(BuildState.READY);
    assertThat(event.getText()).isEqualTo("queued");
    long id = event.getBuild().getId();
    var ofOne = master.operator().watch(WatchRequest.newBuilder().setBuild(id).build());
    var next = CompletableFuture.supplyAsync(ofOne::next);
    cancel(id, "enough");
    assertThat(next.get(20, TimeUnit.SECONDS).getKind()).isEqualTo("build-cancelled");
  }

  private static FarmEvent nextOf(String name, java.util.Iterator<FarmEvent> events) {
    while (true) {
      var event = events.next();
      if (event.getBuild().getPackage().equals(name)) {
        return event;
      }
    }
  }

  @Test
  void whatPeopleDoIsDoneAndAudited() throws Exception {
    master.plan("acted");
    long id = newest("acted");
    assertThat(cancel(id, "not today")).isEqualTo("build " + id + " is cancelled");
    assertThat(state(id)).isEqualTo(BuildState.CANCELLED);
    master
        .operator()
        .retry(
            RetryRequest.newBuilder()
                .setBuild(id)
                .setActor("maintainer")
                .setReason("today")
                .build());
    assertThat(state(id)).isEqualTo(BuildState.READY);
    assertThatThrownBy(
            () -> master.operator().retry(RetryRequest.newBuilder().setBuild(id).build()))
        .hasMessageStartingWith("FAILED_PRECONDITION")
        .hasMessageContaining("is on its way already");
    assertThat(master.operator().listAudit(ListAuditRequest.getDefaultInstance()).getEntriesList())
        .extracting(AuditEntry::getActor)
        .contains("maintainer (by ops)", "ops");
    cancel(id, "");
  }

  @Test
  void whatOperatorsArrangeIsJournaledShownExplainedAndTakenBack() throws Exception {
    var operator = master.operator();
    operator.hold(HoldRequest.newBuilder().setPackage("arranged").setReason("not yet").build());
    operator.hold(HoldRequest.newBuilder().setPackage("moved").build());
    master.plan("arranged", "moved");
    long id = newest("arranged");
    assertThat(operator.explain(ExplainRequest.newBuilder().setBuild(id).build()).getSentence())
        .isEqualTo("Is held by ops with arranged: not yet");
    var later = com.google.protobuf.Timestamp.newBuilder();
    var window =
        operator.planWindow(
            PlanWindowRequest.newBuilder()
                .setFrom(later.setSeconds(java.time.Instant.now().getEpochSecond() + 86_400))
                .setUntil(later.setSeconds(java.time.Instant.now().getEpochSecond() + 90_000))
                .setReason("new kernel")
                .build());
    operator.move(
        MoveRequest.newBuilder()
            .setBuild(newest("moved"))
            .setLane(Lane.URGENT)
            .setPlace(Place.FIRST)
            .setReason("hurry")
            .build());
    assertThat(build("moved").getLane()).isEqualTo(Lane.URGENT);
    operator.correctEstimate(
        CorrectEstimateRequest.newBuilder()
            .setPackage("moved")
            .setDuration(com.google.protobuf.Duration.newBuilder().setSeconds(7_200))
            .build());
    assertThat(build("moved").getExpectedDuration().getSeconds()).isEqualTo(7_200);
    var arranged = operator.listArrangements(ListArrangementsRequest.getDefaultInstance());
    assertThat(arranged.getHoldsList())
        .extracting(HeldBuilds::getPackage, HeldBuilds::getActor, HeldBuilds::getReason)
        .contains(org.assertj.core.groups.Tuple.tuple("arranged", "ops", "not yet"));
    assertThat(arranged.getWindowsList())
        .extracting(MaintenanceWindow::getId)
        .containsExactly(window.getWindow());
    operator.cancelWindow(CancelWindowRequest.newBuilder().setWindow(window.getWindow()).build());
    cancel(id, "");
    cancel(newest("moved"), "");
    operator.hold(HoldRequest.newBuilder().setPackage("arranged").setUndo(true).build());
    operator.hold(HoldRequest.newBuilder().setPackage("moved").setUndo(true).build());
    assertThat(operator.listArrangements(ListArrangementsRequest.getDefaultInstance()))
        .isEqualTo(Arrangements.getDefaultInstance());
    assertThatThrownBy(() -> operator.hold(HoldRequest.getDefaultInstance()))
        .hasMessageStartingWith("INVALID_ARGUMENT");
    assertThatThrownBy(
            () -> operator.drain(DrainRequest.newBuilder().setLocation("nowhere").build()))
        .hasMessageStartingWith("NOT_FOUND");
    assertThat(operator.listAudit(ListAuditRequest.getDefaultInstance()).getEntriesList())
        .extracting(AuditEntry::getAction)
        .contains("hold arranged", "release arranged", "expect of moved 2 h");
  }

  @Test
  void aDrainedWorkerIsShownAsSuch() throws Exception {
    var worker = new TestWorker("w2", master.workers(TestMaster.OTHER_TOKEN)).host("i686");
    worker.report();
    worker.orders().next();
    master
        .operator()
        .drain(DrainRequest.newBuilder().setWorker("w2").setReason("new kernel").build());
    assertThat(
            master.operator().listWorkers(ListWorkersRequest.getDefaultInstance()).getWorkersList())
        .filteredOn(one -> one.getName().equals("w2"))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.getState()).isEqualTo(WorkerState.DRAINED);
          assertThat(one.getDrainedBy()).isEqualTo("ops");
          assertThat(one.getDrainReason()).isEqualTo("new kernel");
          assertThat(one.getSlots()).isEqualTo(2);
        });
    assertThatThrownBy(
            () -> master.operator().drain(DrainRequest.newBuilder().setWorker("w9").build()))
        .hasMessageStartingWith("NOT_FOUND: There is no worker w9");
  }

  @Test
  void aPausedFarmSaysSo() {
    master.operator().pause(PauseRequest.newBuilder().setReason("power cut").build());
    var overview = master.operator().getOverview(GetOverviewRequest.getDefaultInstance());
    assertThat(overview.getPaused()).isTrue();
    assertThat(overview.getPauseReason()).isEqualTo("power cut");
    assertThat(overview.getLeader()).isEqualTo(master.master().address());
    master.operator().pause(PauseRequest.newBuilder().setUndo(true).build());
    assertThat(master.operator().getOverview(GetOverviewRequest.getDefaultInstance()).getPaused())
        .isFalse();
  }

  @Test
  void aLogIsFollowedUntilItIsClosedAndFoundBySearch() throws Exception {
    var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    master.plan("followed");
    var order = worker.takeUp();
    worker.report();
    worker.log(order, 0, "=> compiling\n", false);
    var pieces =
        master
            .operator()
            .readLog(
                ReadLogRequest.newBuilder().setAttempt(order.getAttempt()).setFollow(true).build());
    assertThat(pieces.next().getBytes().toStringUtf8()).isEqualTo("=> compiling\n");
    worker.log(order, 13, "needle in a haystack\n", true);
    var text = new ArrayList<String>();
    boolean closed = false;
    while (pieces.hasNext()) {
      var piece = pieces.next();
      text.add(piece.getBytes().toStringUtf8());
      closed = piece.getClosed();
    }
    assertThat(String.join("", text)).isEqualTo("needle in a haystack\n");
    assertThat(closed).isTrue();
    var tail =
        master
            .operator()
            .readLog(
                ReadLogRequest.newBuilder()
                    .setAttempt(order.getAttempt())
                    .setLastBytes(10)
                    .build());
    assertThat(tail.next().getBytes().toStringUtf8()).isEqualTo(" haystack\n");
    var hits =
        master
            .operator()
            .searchLogs(
                SearchLogsRequest.newBuilder().setText("needle").setPackage("followed").build());
    assertThat(hits.next().getBuild().getPackage()).isEqualTo("followed");
    assertThat(
            master
                .operator()
                .searchLogs(
                    SearchLogsRequest.newBuilder()
                        .setText("NEEDLE")
                        .setIgnoreCase(true)
                        .setWorker("w1")
                        .addCauses(Cause.SUCCEEDED)
                        .build())
                .hasNext())
        .isFalse();
    worker.end(order, Cause.PACKAGE_ERROR, 34, List.of());
    worker.awaitSettled(order.getAttempt());
    assertThat(state(order.getBuild())).isEqualTo(BuildState.FAILED);
  }

  @Test
  void anErrorThatWasSeenBeforeIsTold() throws Exception {
    var first = fail("broken-once", "/builddir/a-1/x.c:3:4: error: unknown type name 'qz_t'\n");
    var second = fail("broken-again", "cc -c x.c\nlib/x.c:77:1: error: unknown type name 'qz_t'\n");
    var errors = errorsOf(second);
    assertThat(errors.getErrorCount()).isEqualTo(1);
    assertThat(errors.getErrors(0).getLine()).isEqualTo(2);
    assertThat(errors.getSignature()).isEqualTo("x.c:#:#: error: unknown type name 'qz_t'");
    assertThat(errors.getSeenBefore()).isEqualTo(1);
    assertThat(errors.getFirstSeen().getAttempt()).isEqualTo(first);
    assertThat(errors.getFirstSeen().getBuild().getPackage()).isEqualTo("broken-once");
    assertThat(errorsOf(first).getSeenBefore()).isZero();
    assertThatThrownBy(() -> errorsOf(99_999)).hasMessageContaining("there is no log of attempt");
  }

  /// The attempt that failed with this log.
  private static long fail(String name, String log) throws Exception {
    var worker = new TestWorker("w1", master.workers(TestMaster.WORKER_TOKEN));
    worker.report();
    master.plan(name);
    var order = worker.takeUp();
    worker.report();
    worker.log(order, 0, log, true);
    worker.end(order, Cause.PACKAGE_ERROR, 1, List.of());
    worker.awaitSettled(order.getAttempt());
    return order.getAttempt();
  }

  private static LogErrors errorsOf(long attempt) {
    return master
        .operator()
        .getLogErrors(GetLogErrorsRequest.newBuilder().setAttempt(attempt).build());
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> state(99_999)).hasMessageContaining("there is no build 99999");
    assertThatThrownBy(() -> cancel(99_999, ""))
        .hasMessageStartingWith("NOT_FOUND: There is no build 99999");
    var pieces = master.operator().readLog(ReadLogRequest.newBuilder().setAttempt(99_999).build());
    assertThatThrownBy(pieces::next).hasMessageContaining("there is no attempt 99999");
    var hits =
        master
            .operator()
            .searchLogs(SearchLogsRequest.newBuilder().setRegex(true).setText("(").build());
    assertThatThrownBy(hits::next).hasMessageStartingWith("INVALID_ARGUMENT");
  }

  private static String cancel(long build, String reason) {
    return master
        .operator()
        .cancel(CancelRequest.newBuilder().setBuild(build).setReason(reason).build())
        .getText();
  }

  private static BuildState state(long build) {
    return master
        .operator()
        .getBuild(GetBuildRequest.newBuilder().setBuild(build).build())
        .getBuild()
        .getState();
  }

  private static slipway.proto.Build build(String name) {
    return master
        .operator()
        .getBuild(GetBuildRequest.newBuilder().setBuild(newest(name)).build())
        .getBuild();
  }

  private static long newest(String name) {
    return master
        .operator()
        .listBuilds(ListBuildsRequest.newBuilder().setPackage(name).build())
        .getBuilds(0)
        .getId();
  }
}
