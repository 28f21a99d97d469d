package slipway.master.farm;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import slipway.logstore.LogStore;
import slipway.master.door.Enrolment;
import slipway.master.door.Identity;
import slipway.master.door.Role;
import slipway.master.history.BuildFilter;
import slipway.master.history.Chronicle;
import slipway.master.history.History;
import slipway.master.loop.Leading;
import slipway.master.upkeep.LogBackups;
import slipway.master.workers.LastReports;
import slipway.master.workers.OrderSpelling;
import slipway.master.workers.TreeRequests;
import slipway.master.workers.WorkerSessions;
import slipway.proto.ActionResponse;
import slipway.proto.Arrangements;
import slipway.proto.BackUpLogsRequest;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.BuildState;
import slipway.proto.CancelRequest;
import slipway.proto.CancelWindowRequest;
import slipway.proto.CorrectEstimateRequest;
import slipway.proto.DrainRequest;
import slipway.proto.ExplainRequest;
import slipway.proto.Explanation;
import slipway.proto.FarmEvent;
import slipway.proto.FarmGrpc;
import slipway.proto.FetchTreeRequest;
import slipway.proto.ForceRequest;
import slipway.proto.ForceResponse;
import slipway.proto.GetBuildRequest;
import slipway.proto.GetLogErrorsRequest;
import slipway.proto.GetOverviewRequest;
import slipway.proto.GetPackageRequest;
import slipway.proto.GetPublishedRequest;
import slipway.proto.GetPushRequest;
import slipway.proto.GetReproductionRequest;
import slipway.proto.HoldRequest;
import slipway.proto.InviteWorkerRequest;
import slipway.proto.InviteWorkerResponse;
import slipway.proto.ListArrangementsRequest;
import slipway.proto.ListAuditRequest;
import slipway.proto.ListAuditResponse;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListBuildsResponse;
import slipway.proto.ListProblemsRequest;
import slipway.proto.ListProblemsResponse;
import slipway.proto.ListPushesRequest;
import slipway.proto.ListPushesResponse;
import slipway.proto.ListQueueRequest;
import slipway.proto.ListQueueResponse;
import slipway.proto.ListRepositoriesRequest;
import slipway.proto.ListRepositoriesResponse;
import slipway.proto.ListWorkersRequest;
import slipway.proto.ListWorkersResponse;
import slipway.proto.LogErrors;
import slipway.proto.LogHit;
import slipway.proto.LogPiece;
import slipway.proto.MoveRequest;
import slipway.proto.Overview;
import slipway.proto.PackageDetails;
import slipway.proto.PauseRequest;
import slipway.proto.PlanWindowRequest;
import slipway.proto.PlanWindowResponse;
import slipway.proto.Problem;
import slipway.proto.PublishedPackage;
import slipway.proto.PushDetails;
import slipway.proto.ReadLogRequest;
import slipway.proto.ReadStateRequest;
import slipway.proto.ReportPushRequest;
import slipway.proto.ReportPushResponse;
import slipway.proto.Reproduction;
import slipway.proto.RetryRequest;
import slipway.proto.RevokeWorkerRequest;
import slipway.proto.RollBackRequest;
import slipway.proto.SearchLogsRequest;
import slipway.proto.SearchPackagesRequest;
import slipway.proto.SearchPackagesResponse;
import slipway.proto.StatePiece;
import slipway.proto.TreeBytes;
import slipway.proto.WatchRequest;
import slipway.scheduler.Target;

/// What people and programs call. Reading answers from views; acting goes to the farm. Each call
/// may wait, on the virtual thread that serves it.
public final class FarmService extends FarmGrpc.FarmImplBase {
  private static final int PUSH_BUILDS_SHOWN = 1_000;

  private final History history;
  private final Leading leading;
  private final TreeView tree;
  private final PublishingView publishing;
  private final boolean publicReading;
  private final DoubleSupplier idleSlotSeconds;
  private final Executor streams;
  private final Forecasts forecasts;
  private final BuildPages builds;
  private final WorkerPages workers;
  private final OverviewPage overview;
  private final PackagePage packages;
  private final Actions actions;
  private final WorkerAdmission admission;
  private final ArrangementActions arrangements;
  private final WatchStream watch;
  private final StateStream state;
  private final LogStreams logs;
  private final LogErrorsPage logErrors;
  private final ReproductionPage reproductions;
  private final TreeStreams trees;

  /// @param publicReading whether reading needs no token
  /// @param idleSlotSeconds that passed while a build could have started
  /// @param self how others reach this master, for people
  /// @param streams virtual threads, one for each stream of answers
  public FarmService(
      History history,
      Chronicle chronicle,
      Leading leading,
      LastReports reports,
      LogStore logStore,
      OrderSpelling spelling,
      LogBackups logBackups,
      Enrolment enrolment,
      WorkerSessions sessions,
      TreeRequests treeRequests,
      TreeView tree,
      PublishingView publishing,
      List<Target> targets,
      boolean publicReading,
      DoubleSupplier idleSlotSeconds,
      Supplier<String> self,
      Executor streams) {
    this.history = history;
    this.leading = leading;
    this.tree = tree;
    this.publishing = publishing;
    this.publicReading = publicReading;
    this.idleSlotSeconds = idleSlotSeconds;
    this.streams = streams;
    var live = new LiveBuilds(reports, logStore);
    forecasts = new Forecasts(leading);
    builds = new BuildPages(history, leading, live, publishing, forecasts);
    workers = new WorkerPages(history, leading, reports, live);
    overview =
        new OverviewPage(
            history,
            chronicle,
            leading,
            tree,
            publishing,
            live,
            workers,
            List.copyOf(targets),
            self);
    packages = new PackagePage(history, leading, tree, publishing, live);
    admission = new WorkerAdmission(enrolment, sessions);
    var acting = new Acting(leading, chronicle);
    actions = new Actions(leading, acting, tree, logBackups);
    arrangements = new ArrangementActions(leading, acting, publishing);
    watch = new WatchStream(chronicle.ring());
    state = new StateStream(leading, tree);
    logs = new LogStreams(logStore, history);
    logErrors = new LogErrorsPage(logStore, history);
    trees = new TreeStreams(history, sessions, treeRequests);
    reproductions = new ReproductionPage(history, logStore, spelling);
  }

  private <A> void reading(StreamObserver<A> answers, Callable<A> work) {
    Answers.unary(
        answers,
        () -> {
          checkReader();
          return work.call();
        });
  }

  private void checkReader() {
    if (!publicReading) {
      Identity.client(Role.VIEWER);
    }
    leading.loop();
  }

  @Override
  public void getOverview(GetOverviewRequest request, StreamObserver<Overview> answers) {
    reading(answers, overview::get);
  }

  @Override
  public void listBuilds(ListBuildsRequest request, StreamObserver<ListBuildsResponse> answers) {
    reading(answers, () -> builds.list(request));
  }

  @Override
  public void getBuild(GetBuildRequest request, StreamObserver<BuildDetails> answers) {
    reading(answers, () -> builds.details(request.getBuild()));
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<Explanation> answers) {
    reading(answers, () -> builds.explain(request.getBuild()));
  }

  @Override
  public void listQueue(ListQueueRequest request, StreamObserver<ListQueueResponse> answers) {
    reading(answers, () -> builds.queue(request));
  }

  @Override
  public void listWorkers(ListWorkersRequest request, StreamObserver<ListWorkersResponse> answers) {
    reading(
        answers,
        () ->
            ListWorkersResponse.newBuilder()
                .addAllWorkers(workers.list())
                .setIdleSlotSeconds(idleSlotSeconds.getAsDouble())
                .build());
  }

  @Override
  public void listPushes(ListPushesRequest request, StreamObserver<ListPushesResponse> answers) {
    reading(
        answers,
        () -> {
          var page =
              history.pushes(
                  Math.max(0, request.getBeforeId()), Answers.limit(request.getLimit(), 50, 500));
          return ListPushesResponse.newBuilder()
              .addAllPushes(page.documents())
              .setMore(page.more())
              .build();
        });
  }

  @Override
  public void getPush(GetPushRequest request, StreamObserver<PushDetails> answers) {
    reading(answers, () -> push(request.getPush()));
  }

  private PushDetails push(long id) throws IOException {
    var push =
        history
            .push(id)
            .orElseThrow(() ->
                Answers.notFound(
                    "push", Long.toUnsignedString(id), "the list of pushes has those that are"));
    var named = push.getPackagesList();
    var ofPush = history.builds(BuildFilter.ofPush(id, PUSH_BUILDS_SHOWN)).documents();
    var details = PushDetails.newBuilder();
    var onTheWay = ofPush.stream().filter(FarmService::isOnItsWay).map(Build::getId).toList();
    forecasts.over(onTheWay).ifPresent(details::setForecast);
    return details
        .setPush(push)
        .addAllBuilds(overview.live(ofPush))
        .addAllProblems(
            tree.problems().stream().filter(p -> named.contains(p.getPackage())).toList())
        .build();
  }

  private static boolean isOnItsWay(Build build) {
    return build.getState() == BuildState.BLOCKED
        || build.getState() == BuildState.READY
        || build.getState() == BuildState.BUILDING;
  }

  @Override
  public void getPackage(GetPackageRequest request, StreamObserver<PackageDetails> answers) {
    reading(answers, () -> packages.get(request.getPackage()));
  }

  @Override
  public void listProblems(
      ListProblemsRequest request, StreamObserver<ListProblemsResponse> answers) {
    reading(
        answers,
        () -> {
          var name = request.getPackage();
          List<Problem> found =
              Stream.concat(publishing.problems().stream(), tree.problems().stream())
                  .filter(problem -> name.isEmpty() || name.equals(problem.getPackage()))
                  .toList();
          return ListProblemsResponse.newBuilder().addAllProblems(found).build();
        });
  }

  @Override
  public void listRepositories(
      ListRepositoriesRequest request, StreamObserver<ListRepositoriesResponse> answers) {
    reading(answers, publishing::repositories);
  }

  @Override
  public void searchPackages(
      SearchPackagesRequest request, StreamObserver<SearchPackagesResponse> answers) {
    reading(answers, () -> publishing.search(request));
  }

  @Override
  public void getPublished(GetPublishedRequest request, StreamObserver<PublishedPackage> answers) {
    reading(
        answers,
        () ->
            publishing
                .published(request.getArchitecture(), request.getName())
                .orElseThrow(() ->
                    Answers.notFound(
                        "published package",
                        request.getName() + " for " + request.getArchitecture(),
                        "search for a part of its name")));
  }

  @Override
  public void listAudit(ListAuditRequest request, StreamObserver<ListAuditResponse> answers) {
    reading(
        answers,
        () ->
            ListAuditResponse.newBuilder()
                .addAllEntries(
                    history
                        .audit(
                            Math.max(0, request.getBeforeSequence()),
                            Answers.limit(request.getLimit(), 100, 1_000))
                        .documents())
                .build());
  }

  @Override
  public void reportPush(ReportPushRequest request, StreamObserver<ReportPushResponse> answers) {
    Answers.unary(answers, () -> actions.reportPush(request));
  }

  @Override
  public void force(ForceRequest request, StreamObserver<ForceResponse> answers) {
    Answers.unary(answers, () -> actions.force(request));
  }

  @Override
  public void retry(RetryRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> actions.retry(request));
  }

  @Override
  public void cancel(CancelRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> actions.cancel(request));
  }

  @Override
  public void drain(DrainRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> arrangements.drain(request));
  }

  @Override
  public void listArrangements(
      ListArrangementsRequest request, StreamObserver<Arrangements> answers) {
    reading(answers, arrangements::list);
  }

  @Override
  public void hold(HoldRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> arrangements.hold(request));
  }

  @Override
  public void rollBack(RollBackRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> arrangements.rollBack(request));
  }

  @Override
  public void move(MoveRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> arrangements.move(request));
  }

  @Override
  public void planWindow(PlanWindowRequest request, StreamObserver<PlanWindowResponse> answers) {
    Answers.unary(answers, () -> arrangements.planWindow(request));
  }

  @Override
  public void cancelWindow(CancelWindowRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> arrangements.cancelWindow(request));
  }

  @Override
  public void correctEstimate(
      CorrectEstimateRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> arrangements.correct(request));
  }

  @Override
  public void pause(PauseRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> actions.pause(request));
  }

  @Override
  public void inviteWorker(
      InviteWorkerRequest request, StreamObserver<InviteWorkerResponse> answers) {
    Answers.unary(answers, () -> admission.invite(request));
  }

  @Override
  public void revokeWorker(RevokeWorkerRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> admission.revoke(request));
  }

  @Override
  public void backUpLogs(BackUpLogsRequest request, StreamObserver<ActionResponse> answers) {
    Answers.unary(answers, () -> actions.backUpLogs(request));
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<FarmEvent> answers) {
    streaming(answers, out -> watch.run(request, out));
  }

  @Override
  public void readState(ReadStateRequest request, StreamObserver<StatePiece> answers) {
    streaming(answers, out -> state.run(request, out));
  }

  @Override
  public void readLog(ReadLogRequest request, StreamObserver<LogPiece> answers) {
    streaming(answers, out -> logs.read(request, out));
  }

  @Override
  public void searchLogs(SearchLogsRequest request, StreamObserver<LogHit> answers) {
    streaming(answers, out -> logs.search(request, out));
  }

  @Override
  public void getLogErrors(GetLogErrorsRequest request, StreamObserver<LogErrors> answers) {
    reading(answers, () -> logErrors.get(request));
  }

  @Override
  public void fetchTree(FetchTreeRequest request, StreamObserver<TreeBytes> answers) {
    streaming(answers, TreeStreams::checkCaller, out -> trees.fetch(request, out));
  }

  @Override
  public void getReproduction(
      GetReproductionRequest request, StreamObserver<Reproduction> answers) {
    reading(answers, () -> reproductions.get(request));
  }

  private interface Streaming<A> {
    void run(Outflow<A> out) throws Exception;
  }

  private <A> void streaming(StreamObserver<A> answers, Streaming<A> work) {
    streaming(answers, () -> {}, work);
  }

  private <A> void streaming(StreamObserver<A> answers, Runnable check, Streaming<A> work) {
    var out = new Outflow<>(answers);
    try {
      checkReader();
      check.run();
    } catch (RuntimeException turnedAway) {
      out.fail(turnedAway);
      return;
    }
    streams.execute(() -> {
      try {
        work.run(out);
        out.complete();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (Exception failed) {
        out.fail(failed);
      }
    });
  }
}
