package slipway.tests.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import slipway.cli.ctl.FarmConnection;
import slipway.cli.demo.ChildProcess;
import slipway.cli.demo.DemoFarm;
import slipway.cli.demo.SampleTree;
import slipway.proto.Attempt;
import slipway.proto.Build;
import slipway.proto.FarmGrpc.FarmBlockingStub;
import slipway.proto.GetBuildRequest;
import slipway.proto.GetOverviewRequest;
import slipway.proto.GetPushRequest;
import slipway.proto.ListBuildsRequest;
import slipway.proto.ListPushesRequest;
import slipway.proto.Push;
import slipway.proto.PushDetails;
import slipway.proto.ReadLogRequest;

/// The demo's farm under test: a master and two workers as real processes, and the web UI.
public final class LiveFarm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Set<String> UNSETTLED =
      Set.of("BLOCKED", "READY", "BUILDING", "DELIVERED", "STAGED");

  private final DemoFarm farm;
  private final SampleTree tree;
  private final FarmConnection connection;
  private final HttpClient http = HttpClient.newHttpClient();

  private LiveFarm(DemoFarm farm, SampleTree tree, FarmConnection connection) {
    this.farm = farm;
    this.tree = tree;
    this.connection = connection;
  }

  /// Prepares a farm in a directory; nothing runs yet.
  public static LiveFarm prepare(Path directory) throws IOException, InterruptedException {
    Path sample =
        Path.of(System.getenv().getOrDefault("SLIPWAY_HOME", ".."), "sample")
            .toAbsolutePath()
            .normalize();
    SampleTree tree = SampleTree.create(sample, directory);
    DemoFarm farm = DemoFarm.prepare(directory, tree, 0, new SecureRandom());
    return new LiveFarm(farm, tree, farm.connect());
  }

  /// Starts a farm whose master leads and whose pages answer.
  public static LiveFarm start(Path directory) throws IOException, InterruptedException {
    LiveFarm live = prepare(directory);
    live.farm.start();
    live.await(
        "a master to lead",
        () ->
            !live.calls()
                .getOverview(GetOverviewRequest.getDefaultInstance())
                .getLeader()
                .isEmpty());
    live.await("the web UI to have found it", () -> live.get("/").statusCode() == 200);
    return live;
  }

  public DemoFarm processes() {
    return farm;
  }

  public SampleTree tree() {
    return tree;
  }

  public FarmBlockingStub calls() {
    return connection.calls();
  }

  /// The push of that commit, once nothing of it is on its way any more.
  public PushDetails awaitSettled(String commit) {
    await(
        "the push of " + commit + " to settle",
        () -> pushOf(commit).filter(LiveFarm::isSettled).isPresent());
    return calls()
        .getPush(GetPushRequest.newBuilder().setPush(pushOf(commit).orElseThrow().getId()).build());
  }

  private Optional<Push> pushOf(String commit) {
    return calls().listPushes(ListPushesRequest.getDefaultInstance()).getPushesList().stream()
        .filter(push -> push.getNewCommit().equals(commit))
        .findFirst();
  }

  private static boolean isSettled(Push push) {
    var counts = push.getBuildsByStateMap();
    return !counts.isEmpty()
        && UNSETTLED.stream().allMatch(state -> counts.getOrDefault(state, 0L) == 0);
  }

  /// Waits until a build runs, on that worker if one is named.
  public Build awaitBuilding(String worker) {
    var found = new ArrayList<Build>();
    await(
        "a build to run" + (worker.isEmpty() ? "" : " on " + worker),
        () -> {
          calls().getOverview(GetOverviewRequest.getDefaultInstance()).getBuildingList().stream()
              .filter(build -> worker.isEmpty() || build.getWorker().equals(worker))
              .findFirst()
              .ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  public void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(failed ->
            failed instanceof io.grpc.StatusRuntimeException
                || failed instanceof java.net.ConnectException)
        .until(condition);
  }

  public List<Attempt> attempts(long build) {
    return calls().getBuild(GetBuildRequest.newBuilder().setBuild(build).build()).getAttemptsList();
  }

  public List<Build> builds(ListBuildsRequest request) {
    return calls().listBuilds(request.toBuilder().setLimit(1000).build()).getBuildsList();
  }

  /// The whole log of an attempt, as the log store has it.
  public byte[] log(long attempt) {
    var out = new java.io.ByteArrayOutputStream();
    connection
        .calls()
        .readLog(ReadLogRequest.newBuilder().setAttempt(attempt).build())
        .forEachRemaining(piece -> out.writeBytes(piece.getBytes().toByteArray()));
    return out.toByteArray();
  }

  /// That each attempt's log is as long as its worker said when it ended, without a hole.
  public void assertLogsAreWhole() {
    for (Build build : builds(ListBuildsRequest.getDefaultInstance())) {
      for (Attempt attempt : attempts(build.getId())) {
        assertThat(log(attempt.getId()).length)
            .as("log bytes of attempt %d of %s", attempt.getId(), build.getPackage())
            .isEqualTo((int) attempt.getLogBytes());
      }
    }
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(farm.webAddress()).resolve(path)));
  }

  /// What the master exports for Prometheus.
  public String meters() throws IOException, InterruptedException {
    var address = URI.create("http://" + farm.metricsAddress() + "/metrics");
    return send(HttpRequest.newBuilder(address)).body();
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /// What a process has printed so far.
  public static String output(ChildProcess process) {
    try {
      return Files.readString(process.output());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() {
    connection.close();
    farm.close();
  }
}
