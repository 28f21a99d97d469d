package slipway.master;

import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import slipway.master.bench.StandInLoops;
import slipway.master.door.Role;
import slipway.master.door.Tokens;
import slipway.master.leadership.Election;
import slipway.master.workers.DeliveredInFull;
import slipway.proto.FarmGrpc;
import slipway.proto.WorkersGrpc;
import slipway.scheduler.Command;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;
import slipway.xbps.RsaSigner;

/// A master on loopback with a stand-in for tree and repository, and clients for it.
public final class TestMaster implements AutoCloseable {
  public static final String WORKER_TOKEN = "worker-one-token";
  public static final String OTHER_TOKEN = "worker-two-token";
  public static final String OPERATOR_TOKEN = "operator-token";
  public static final String VIEWER_TOKEN = "viewer-token";

  private final Master master;
  private final @Nullable StandInLoops loops;
  private final List<ManagedChannel> channels = new ArrayList<>();

  TestMaster(Master master, @Nullable StandInLoops loops) {
    this.master = master;
    this.loops = loops;
  }

  public static TestMaster start(Path directory) throws IOException {
    return start(config(directory));
  }

  public static TestMaster start(MasterConfig config) throws MasterException {
    var made = new ArrayList<StandInLoops>();
    var master =
        Master.start(
            config,
            new SimpleMeterRegistry(),
            (history, intake, logs) -> {
              made.add(new StandInLoops(new DeliveredInFull(logs, intake)));
              return made.getFirst();
            });
    await("a leader").atMost(Duration.ofSeconds(30)).until(master::leads);
    return new TestMaster(master, made.getFirst());
  }

  /// Around a master with loops of its own.
  static TestMaster over(Master master) {
    await("a leader").atMost(Duration.ofSeconds(30)).until(master::leads);
    return new TestMaster(master, null);
  }

  public static MasterConfig config(Path directory) throws IOException {
    return config(directory, UnaryOperator.identity());
  }

  /// With a policy that differs from that of the other tests.
  public static MasterConfig config(Path directory, UnaryOperator<MasterConfig.Policy> differently)
      throws IOException {
    Path key = directory.resolve("signing.pem");
    Files.createDirectories(directory);
    if (!Files.exists(key)) {
      Files.writeString(key, SIGNER.privateKeyPem());
    }
    return new MasterConfig(
        directory.resolve("data"),
        MasterConfig.Listen.LOOPBACK,
        Optional.empty(),
        List.of(
            new MasterConfig.WorkerToken("w1", Tokens.hash(WORKER_TOKEN), Set.of("x86_64")),
            new MasterConfig.WorkerToken("w2", Tokens.hash(OTHER_TOKEN), Set.of())),
        List.of(
            new MasterConfig.ApiToken("ops", Tokens.hash(OPERATOR_TOKEN), Role.OPERATOR),
            new MasterConfig.ApiToken("eye", Tokens.hash(VIEWER_TOKEN), Role.VIEWER)),
        false,
        new MasterConfig.Tree("/nowhere.git", "master", "file:///nowhere.git"),
        new MasterConfig.Repository(directory.resolve("repository"), "http://127.0.0.1:1/repo"),
        List.of(),
        new MasterConfig.Signing(key, "Test Farm"),
        List.of(Target.nativeTo("x86_64")),
        Election.EMBEDDED,
        differently.apply(
            MasterConfig.Policy.DEFAULT
                .withFarm(FarmPolicy.DEFAULT.withLostAfter(Duration.ofSeconds(60)))
                .withFreeBytesMin(0)));
  }

  private static final RsaSigner SIGNER = RsaSigner.generate(2048);

  public Master master() {
    return master;
  }

  public FarmGrpc.FarmBlockingStub farm(String token) {
    return FarmGrpc.newBlockingStub(channel()).withInterceptors(bearer(token));
  }

  public FarmGrpc.FarmBlockingStub operator() {
    return farm(OPERATOR_TOKEN);
  }

  public WorkersGrpc.WorkersStub workers(String token) {
    return WorkersGrpc.newStub(channel()).withInterceptors(bearer(token));
  }

  public static io.grpc.ClientInterceptor bearer(String token) {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  public ManagedChannel channel() {
    var channel = NettyChannelBuilder.forAddress("127.0.0.1", master.port()).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  /// Has the farm want these packages, each `name` or `name: dependency dependency`.
  public void plan(String... packages) throws Exception {
    var wanted = new ArrayList<Wanted>();
    for (String one : packages) {
      String name = one.split(":", 2)[0];
      var needs = one.contains(":") ? one.split(":", 2)[1].strip().split(" ") : new String[0];
      wanted.add(
          new Wanted(
              of(name),
              "1.0_1",
              "c".repeat(40),
              "fingerprint of " + name,
              List.of(name + "-devel"),
              java.util.Arrays.stream(needs).map(TestMaster::of).toList(),
              ""));
    }
    var push = new Command.Push("", "c".repeat(40), "somebody", "A push", 1, List.of());
    java.util.Objects.requireNonNull(loops)
        .loop()
        .orElseThrow()
        .ask(new Command.Plan(push, wanted, Lane.PUSH));
  }

  private static slipway.scheduler.PackageTarget of(String name) {
    return new slipway.scheduler.PackageTarget(name, Target.nativeTo("x86_64"));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    master.close();
  }
}
