package slipway.worker.testing;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import slipway.proto.AttemptEnd;
import slipway.proto.Cause;
import slipway.proto.Order;
import slipway.proto.Repository;
import slipway.proto.Target;
import slipway.worker.Worker;
import slipway.worker.WorkerConfig;
import slipway.worker.driver.xbpssrc.XbpsSrcSettings;

/// One worker and all that it needs.
public final class TestFarm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static {
    Awaitility.setDefaultTimeout(PATIENCE);
  }

  private final Path directory;
  private final FakeMaster master;
  private final FakeRepository repository;
  private final TemplateTree tree;
  private Optional<Worker> worker = Optional.empty();
  private long lastAttempt;

  private TestFarm(
      Path directory, FakeMaster master, FakeRepository repository, TemplateTree tree) {
    this.directory = directory;
    this.master = master;
    this.repository = repository;
    this.tree = tree;
  }

  public static TestFarm start(Path directory) throws IOException, InterruptedException {
    var master = new FakeMaster(directory.resolve("delivered"));
    master.start();
    return new TestFarm(
        directory,
        master,
        FakeRepository.start(directory.resolve("repository")),
        TemplateTree.sample(directory.resolve("tree")));
  }

  public FakeMaster master() {
    return master;
  }

  public FakeRepository repository() {
    return repository;
  }

  public TemplateTree tree() {
    return tree;
  }

  public Path directory() {
    return directory;
  }

  public WorkerConfig config() throws IOException {
    return config(directory, master.address());
  }

  static WorkerConfig config(Path directory, String master) throws IOException {
    Path token = directory.resolve("token");
    if (!Files.exists(token)) {
      Files.writeString(token, FakeMaster.TOKEN + "\n");
    }
    return new WorkerConfig(
        "w1",
        List.of(master),
        Optional.empty(),
        token,
        List.of("x86_64", "x86_64-musl"),
        2,
        2,
        directory.resolve("state"),
        directory.resolve("area"),
        directory.resolve("cache"),
        WorkerConfig.Space.DEFAULT,
        new WorkerConfig.Timing(Duration.ofMillis(200), Duration.ofMillis(300)),
        new WorkerConfig.Limits(256L << 20, 0),
        List.of("template", "xbps-src"),
        new XbpsSrcSettings(List.of("XBPS_CCACHE=yes"), List.of("-t"), List.of()),
        "");
  }

  /// The same configuration with other limits.
  public static WorkerConfig withLimits(WorkerConfig usual, WorkerConfig.Limits limits) {
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
        usual.space(),
        usual.timing(),
        limits,
        usual.drivers(),
        usual.xbpsSrc(),
        usual.location());
  }

  public void startWorker() throws IOException, InterruptedException {
    startWorker(config());
  }

  public void startWorker(WorkerConfig config) throws IOException, InterruptedException {
    worker = Optional.of(Worker.start(config, "test", new SimpleMeterRegistry()));
  }

  public boolean isDone() {
    return worker.filter(Worker::isDone).isPresent();
  }

  public boolean isConnected() {
    return worker.filter(Worker::isConnected).isPresent();
  }

  /// Ends the worker as a stopped process would; builds go on.
  public void stopWorker() throws IOException {
    if (worker.isPresent()) {
      worker.get().close();
      worker = Optional.empty();
    }
  }

  public Order.Builder orderOf(String sourcePackage, String architecture)
      throws IOException, InterruptedException {
    lastAttempt++;
    return Order.newBuilder()
        .setAttempt(lastAttempt)
        .setBuild(lastAttempt)
        .setTarget(Target.newBuilder().setHost(architecture).setArchitecture(architecture))
        .setPackage(sourcePackage)
        .setVersion(tree.versionOf(sourcePackage))
        .setGitUrl(tree.directory().toString())
        .setCommit(tree.head())
        .setDriver("template")
        .addRepositories(
            Repository.newBuilder()
                .setUrl(repository.url())
                .setPublicKey(ByteString.copyFromUtf8(repository.publicKey())))
        .setJobs(1)
        .setKeepGoingChecks(true)
        .setPriority("PUSH");
  }

  /// Orders an attempt; the answer is its id.
  public long order(String sourcePackage, String architecture)
      throws IOException, InterruptedException {
    Order order = orderOf(sourcePackage, architecture).build();
    master.order(order);
    return order.getAttempt();
  }

  public AttemptEnd awaitEnd(long attempt) {
    return await("the end of attempt " + attempt + ", log so far:\n" + master.logText(attempt))
        .atMost(PATIENCE)
        .until(() -> master.end(attempt), Optional::isPresent)
        .orElseThrow();
  }

  public void awaitLog(long attempt, String text) {
    await("'" + text + "' in the log of attempt " + attempt)
        .atMost(PATIENCE)
        .until(() -> master.logText(attempt).contains(text));
  }

  /// Builds packages one after the other, each of which must succeed, and takes them into the
  /// repository.
  public void build(String architecture, String... sourcePackages)
      throws IOException, InterruptedException {
    for (String sourcePackage : sourcePackages) {
      long attempt = order(sourcePackage, architecture);
      AttemptEnd end = awaitEnd(attempt);
      if (end.getCause() != Cause.SUCCEEDED) {
        throw new AssertionError(end + master.logText(attempt));
      }
      end.getPackagesList().forEach(file -> repository.add(master.packageFile(file.getFileName())));
      master.settle(attempt);
    }
  }

  @Override
  public void close() throws IOException {
    stopWorker();
    master.close();
    repository.close();
  }
}
