package slipway.webui;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import slipway.proto.ActionResponse;
import slipway.proto.AuditEntry;
import slipway.proto.Build;
import slipway.proto.BuildDetails;
import slipway.proto.CancelRequest;
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
import slipway.proto.Overview;
import slipway.proto.PackageDetails;
import slipway.proto.PauseRequest;
import slipway.proto.Problem;
import slipway.proto.PublishedPackage;
import slipway.proto.PushDetails;
import slipway.proto.ReadLogRequest;
import slipway.proto.ReportPushRequest;
import slipway.proto.ReportPushResponse;
import slipway.proto.RetryRequest;
import slipway.proto.SearchLogsRequest;
import slipway.proto.SearchPackagesRequest;
import slipway.proto.SearchPackagesResponse;
import slipway.proto.TreeBytes;
import slipway.proto.WatchRequest;

/// A farm that says what it is told to say, over real gRPC on loopback. Actions are recorded.
final class FakeFarm extends FarmGrpc.FarmImplBase implements AutoCloseable {

  private static final int PIECE_BYTES = 32 << 10;

  Overview.Builder overview = Overview.newBuilder().setLeader("m1").setEpoch(3);
  final Map<Long, BuildDetails> buildsById = new TreeMap<>();
  final Map<Long, PushDetails> pushesById = new TreeMap<>();
  final Map<String, PackageDetails> packagesByName = new TreeMap<>();
  final Map<Long, FakeLog> logsByAttempt = new ConcurrentHashMap<>();
  final List<Problem> problems = new ArrayList<>();
  final List<AuditEntry> audit = new ArrayList<>();
  final List<LogHit> hits = new ArrayList<>();
  final Map<Long, LogErrors> logErrors = new HashMap<>();
  ListQueueResponse.Builder queue = ListQueueResponse.newBuilder();
  ListRepositoriesResponse.Builder repositories = ListRepositoriesResponse.newBuilder();
  final List<PublishedPackage> published = new ArrayList<>();

  /// Every action that was asked for, as its request.
  final List<Object> actions = new CopyOnWriteArrayList<>();

  /// What the next action is turned down with.
  volatile @Nullable Status refusal;

  private final List<StreamObserver<FarmEvent>> watchers = new CopyOnWriteArrayList<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Server server;
  private int port;

  FakeFarm start() throws IOException {
    var started =
        Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
            .addService(this)
            .executor(executor)
            .build()
            .start();
    server = started;
    port = ((InetSocketAddress) started.getListenSockets().getFirst()).getPort();
    return this;
  }

  /// The master goes away, and keeps its port.
  void stop() {
    if (server != null) {
      server.shutdownNow();
      try {
        server.awaitTermination(10, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      server = null;
    }
    watchers.clear();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /// Adds a build with these details.
  void add(BuildDetails details) {
    buildsById.put(details.getBuild().getId(), details);
  }

  FakeLog log(long attempt) {
    return logsByAttempt.computeIfAbsent(attempt, _ -> new FakeLog());
  }

  int watcherCount() {
    return watchers.size();
  }

  void emit(FarmEvent.Builder event) {
    long sequence = overview.getSequence() + 1;
    overview.setSequence(sequence);
    watchers.forEach(watcher -> watcher.onNext(event.setSequence(sequence).build()));
  }

  @Override
  public void close() {
    stop();
    executor.close();
  }

  /// A log that can grow. Everything waits on its monitor.
  static final class FakeLog {
    private byte[] bytes = new byte[0];
    private boolean closed;

    synchronized FakeLog print(String text) {
      return print(text.getBytes(StandardCharsets.UTF_8));
    }

    synchronized FakeLog print(byte[] more) {
      var all = Arrays.copyOf(bytes, bytes.length + more.length);
      System.arraycopy(more, 0, all, bytes.length, more.length);
      bytes = all;
      notifyAll();
      return this;
    }

    synchronized FakeLog finish() {
      closed = true;
      notifyAll();
      return this;
    }

    /// The piece at `offset`; waits for bytes if `follow`.
    synchronized LogPiece piece(long offset, long bytesMax, boolean follow)
        throws InterruptedException {
      while (follow && !closed && offset >= bytes.length) {
        wait(200);
        if (offset >= bytes.length && !closed) {
          return LogPiece.newBuilder().setOffset(offset).setTotalBytes(bytes.length).build();
        }
      }
      int first = (int) Math.min(offset, bytes.length);
      int count = (int) Math.min(Math.min(bytesMax, PIECE_BYTES), bytes.length - first);
      return LogPiece.newBuilder()
          .setOffset(first)
          .setBytes(ByteString.copyFrom(bytes, first, count))
          .setTotalBytes(bytes.length)
          .setClosed(closed)
          .build();
    }

    synchronized boolean endsAt(long offset) {
      return closed && offset >= bytes.length;
    }

    synchronized long length() {
      return bytes.length;
    }
  }

  @Override
  public void getOverview(GetOverviewRequest request, StreamObserver<Overview> out) {
    answer(out, overview.build());
  }

  @Override
  public void listBuilds(ListBuildsRequest request, StreamObserver<ListBuildsResponse> out) {
    var builds =
        buildsById.values().stream()
            .map(BuildDetails::getBuild)
            .filter(build -> matches(build, request))
            .sorted((a, b) -> Long.compare(b.getId(), a.getId()))
            .toList();
    int limit = request.getLimit() == 0 ? 100 : request.getLimit();
    answer(
        out,
        ListBuildsResponse.newBuilder()
            .addAllBuilds(builds.stream().limit(limit).toList())
            .setMore(builds.size() > limit)
            .build());
  }

  private static boolean matches(Build build, ListBuildsRequest request) {
    return (request.getPackage().isEmpty() || request.getPackage().equals(build.getPackage()))
        && (!request.hasTarget() || request.getTarget().equals(build.getTarget()))
        && (request.getStatesCount() == 0 || request.getStatesList().contains(build.getState()))
        && (request.getPush() == 0 || request.getPush() == build.getPush())
        && (request.getWorker().isEmpty() || request.getWorker().equals(build.getWorker()))
        && (request.getBeforeId() == 0 || build.getId() < request.getBeforeId());
  }

  @Override
  public void getBuild(GetBuildRequest request, StreamObserver<BuildDetails> out) {
    answer(out, buildsById.get(request.getBuild()), "There is no build " + request.getBuild());
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<Explanation> out) {
    var details = buildsById.get(request.getBuild());
    answer(
        out,
        details == null ? null : details.getExplanation(),
        "There is no build " + request.getBuild());
  }

  @Override
  public void listQueue(ListQueueRequest request, StreamObserver<ListQueueResponse> out) {
    answer(out, queue.build());
  }

  @Override
  public void listWorkers(ListWorkersRequest request, StreamObserver<ListWorkersResponse> out) {
    answer(out, ListWorkersResponse.newBuilder().addAllWorkers(overview.getWorkersList()).build());
  }

  @Override
  public void listPushes(ListPushesRequest request, StreamObserver<ListPushesResponse> out) {
    var pushes = pushesById.values().stream().map(PushDetails::getPush).toList().reversed();
    answer(out, ListPushesResponse.newBuilder().addAllPushes(pushes).build());
  }

  @Override
  public void getPush(GetPushRequest request, StreamObserver<PushDetails> out) {
    answer(out, pushesById.get(request.getPush()), "There is no push " + request.getPush());
  }

  @Override
  public void getPackage(GetPackageRequest request, StreamObserver<PackageDetails> out) {
    answer(
        out,
        packagesByName.get(request.getPackage()),
        "There is no package " + request.getPackage());
  }

  @Override
  public void listProblems(ListProblemsRequest request, StreamObserver<ListProblemsResponse> out) {
    answer(out, ListProblemsResponse.newBuilder().addAllProblems(problems).build());
  }

  @Override
  public void listRepositories(
      ListRepositoriesRequest request, StreamObserver<ListRepositoriesResponse> out) {
    answer(out, repositories.build());
  }

  @Override
  public void searchPackages(
      SearchPackagesRequest request, StreamObserver<SearchPackagesResponse> out) {
    if (request.getFile().contains("[")) {
      out.onError(
          Status.INVALID_ARGUMENT.withDescription("no pattern of a path").asRuntimeException());
      return;
    }
    var response = SearchPackagesResponse.newBuilder().addArchitectures("x86_64");
    for (PublishedPackage one : published) {
      if (!request.getFile().isEmpty()) {
        one.getFilesList().stream()
            .filter(file -> file.getPath().contains(request.getFile()))
            .forEach(response::addFiles);
      } else if (one.getName().contains(request.getText())
          && one.getIndexArchitecture().startsWith(request.getArchitecture())) {
        response.addPackages(one.toBuilder().clearFiles().clearProperties());
      }
    }
    answer(out, response.build());
  }

  @Override
  public void getPublished(GetPublishedRequest request, StreamObserver<PublishedPackage> out) {
    answer(
        out,
        published.stream()
            .filter(one -> one.getName().equals(request.getName()))
            .filter(one -> one.getIndexArchitecture().equals(request.getArchitecture()))
            .findFirst()
            .orElse(null),
        "there is no published package " + request.getName());
  }

  @Override
  public void listAudit(ListAuditRequest request, StreamObserver<ListAuditResponse> out) {
    answer(out, ListAuditResponse.newBuilder().addAllEntries(audit).build());
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<FarmEvent> out) {
    ((ServerCallStreamObserver<FarmEvent>) out).setOnCancelHandler(() -> watchers.remove(out));
    watchers.add(out);
  }

  @Override
  public void readLog(ReadLogRequest request, StreamObserver<LogPiece> out) {
    var log = logsByAttempt.get(request.getAttempt());
    if (log == null) {
      out.onError(
          Status.NOT_FOUND
              .withDescription("There is no log of attempt " + request.getAttempt())
              .asRuntimeException());
      return;
    }
    var call = (ServerCallStreamObserver<LogPiece>) out;
    long offset =
        request.getLastBytes() > 0
            ? Math.max(0, log.length() - request.getLastBytes())
            : request.getOffset();
    long left = request.getMaxBytes() == 0 ? Long.MAX_VALUE : request.getMaxBytes();
    try {
      boolean more = true;
      while (more && !call.isCancelled()) {
        var piece = log.piece(offset, left, request.getFollow());
        out.onNext(piece);
        offset += piece.getBytes().size();
        left -= piece.getBytes().size();
        more = left > 0 && !log.endsAt(offset) && (request.getFollow() || offset < log.length());
      }
      out.onCompleted();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void searchLogs(SearchLogsRequest request, StreamObserver<LogHit> out) {
    hits.stream().filter(hit -> hit.getText().contains(request.getText())).forEach(out::onNext);
    out.onCompleted();
  }

  @Override
  public void getLogErrors(GetLogErrorsRequest request, StreamObserver<LogErrors> out) {
    answer(out, logErrors.getOrDefault(request.getAttempt(), LogErrors.getDefaultInstance()));
  }

  @Override
  public void reportPush(ReportPushRequest request, StreamObserver<ReportPushResponse> out) {
    actions.add(request);
    answer(
        out,
        ReportPushResponse.newBuilder()
            .setPush(77)
            .setBuilds(9)
            .setText("9 builds for 1 package")
            .build());
  }

  @Override
  public void force(ForceRequest request, StreamObserver<ForceResponse> out) {
    act(request, out, ForceResponse.newBuilder().addBuilds(900).setText("1 build forced").build());
  }

  @Override
  public void retry(RetryRequest request, StreamObserver<ActionResponse> out) {
    act(request, out, said("Build " + request.getBuild() + " is tried again."));
  }

  @Override
  public void cancel(CancelRequest request, StreamObserver<ActionResponse> out) {
    act(request, out, said("Build " + request.getBuild() + " is cancelled."));
  }

  @Override
  public void drain(DrainRequest request, StreamObserver<ActionResponse> out) {
    act(request, out, said(request.getWorker() + (request.getUndo() ? " is back." : " drains.")));
  }

  /// What people have arranged.
  final slipway.proto.Arrangements.Builder arrangements = slipway.proto.Arrangements.newBuilder();

  @Override
  public void listArrangements(
      slipway.proto.ListArrangementsRequest request,
      StreamObserver<slipway.proto.Arrangements> out) {
    answer(out, arrangements.build());
  }

  @Override
  public void hold(slipway.proto.HoldRequest request, StreamObserver<ActionResponse> out) {
    act(request, out, said(request.getPackage() + (request.getUndo() ? " goes on." : " is held.")));
  }

  @Override
  public void move(slipway.proto.MoveRequest request, StreamObserver<ActionResponse> out) {
    act(request, out, said("Moved."));
  }

  @Override
  public void planWindow(
      slipway.proto.PlanWindowRequest request,
      StreamObserver<slipway.proto.PlanWindowResponse> out) {
    act(
        request,
        out,
        slipway.proto.PlanWindowResponse.newBuilder().setWindow(7).setText("Planned.").build());
  }

  @Override
  public void cancelWindow(
      slipway.proto.CancelWindowRequest request, StreamObserver<ActionResponse> out) {
    act(request, out, said("Window " + request.getWindow() + " is cancelled."));
  }

  @Override
  public void correctEstimate(
      slipway.proto.CorrectEstimateRequest request, StreamObserver<ActionResponse> out) {
    act(request, out, said("Corrected."));
  }

  @Override
  public void pause(PauseRequest request, StreamObserver<ActionResponse> out) {
    overview.setPaused(!request.getUndo()).setPauseReason(request.getReason());
    act(request, out, said(request.getUndo() ? "The farm goes on." : "The farm is paused."));
  }

  private static ActionResponse said(String text) {
    return ActionResponse.newBuilder().setText(text).build();
  }

  @Override
  public void fetchTree(FetchTreeRequest request, StreamObserver<TreeBytes> answers) {
    if (request.getAttempt() != 77) {
      answers.onError(Status.NOT_FOUND.withDescription("the tree is not kept").asException());
      return;
    }
    answers.onNext(TreeBytes.newBuilder().setBytes(ByteString.copyFromUtf8("a tree, ")).build());
    answers.onNext(TreeBytes.newBuilder().setBytes(ByteString.copyFromUtf8("packed")).build());
    answers.onCompleted();
  }

  private <T> void act(Object request, StreamObserver<T> out, T answer) {
    var refused = refusal;
    if (refused != null) {
      refusal = null;
      out.onError(refused.asRuntimeException());
      return;
    }
    actions.add(request);
    answer(out, answer);
  }

  private static <T> void answer(StreamObserver<T> out, @Nullable T answer, String otherwise) {
    if (answer == null) {
      out.onError(Status.NOT_FOUND.withDescription(otherwise + ".").asRuntimeException());
    } else {
      answer(out, answer);
    }
  }

  private static <T> void answer(StreamObserver<T> out, T answer) {
    out.onNext(answer);
    out.onCompleted();
  }
}
