package slipway.master.bench;

import com.sun.management.OperatingSystemMXBean;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import slipway.master.Master;
import slipway.master.MasterConfig;
import slipway.master.door.Tokens;
import slipway.master.leadership.Election;
import slipway.master.loop.FarmLoop;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;
import slipway.xbps.RsaSigner;

/// How fast a master dispatches: builds that do nothing, over real gRPC on loopback, with the
/// durable journal and the history. Workers run in the same process, and share its processors.
///
/// Throughput is measured with a full queue. The time from ready to assigned is measured with
/// builds that come one by one, at a rate that leaves slots free, so that it is the master's and
/// not the queue's: from the instant at which the farm made a build ready to the one at which a
/// worker had the order, through an fsync.
public final class DispatchBench {
  static final String ARCHITECTURE = "x86_64";

  /// Builds that come for each second while latency is measured, and how many of them.
  private static final double TRICKLE_PER_SECOND = 200;

  private static final int TRICKLE_COUNT = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// @param builds measured for throughput
  /// @param directory for the master's data; what is made there is left to the caller
  public record Settings(int builds, int workers, int slots, Path directory) {
    public static Settings usual(Path directory) {
      return new Settings(20_000, 10, 4, directory);
    }
  }

  /// @param readyToAssignedP50Millis half of the builds were assigned within it
  /// @param cpuMillisPerBuild of the whole process, simulated workers included
  /// @param residentMegabytes of the whole process at the end
  public record Result(
      int builds,
      int workers,
      int slotsPerWorker,
      double buildsPerSecond,
      double readyToAssignedP50Millis,
      double readyToAssignedP99Millis,
      double latencyAtBuildsPerSecond,
      double cpuMillisPerBuild,
      long residentMegabytes) {
    /// For people.
    public String text() {
      return """
      dispatch: %,d builds that do nothing, %d workers with %d slots, gRPC on loopback, durable journal
        throughput                 %,10.0f builds/s
        ready to assigned, p50     %10.2f ms   (at %,.0f builds/s)
        ready to assigned, p99     %10.2f ms
        processor for each build   %10.2f ms   (master and workers)
        resident memory            %,10d MB
      """
          .formatted(
              builds,
              workers,
              slotsPerWorker,
              buildsPerSecond,
              readyToAssignedP50Millis,
              latencyAtBuildsPerSecond,
              readyToAssignedP99Millis,
              cpuMillisPerBuild,
              residentMegabytes);
    }

    /// One JSON object on one line.
    public String json() {
      return ("{\"builds_per_second\":%.1f,\"ready_to_assigned_p50_ms\":%.3f,"
              + "\"ready_to_assigned_p99_ms\":%.3f,\"latency_at_builds_per_second\":%.1f,"
              + "\"cpu_ms_per_build\":%.3f,\"resident_mb\":%d,\"builds\":%d,\"workers\":%d,"
              + "\"slots_per_worker\":%d}")
          .formatted(
              buildsPerSecond,
              readyToAssignedP50Millis,
              readyToAssignedP99Millis,
              latencyAtBuildsPerSecond,
              cpuMillisPerBuild,
              residentMegabytes,
              builds,
              workers,
              slotsPerWorker);
    }
  }

  private final Settings settings;
  private final ConcurrentMap<Long, Instant> assigned = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, Instant> ready = new ConcurrentHashMap<>();
  private final List<NoOpWorker> workers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  private DispatchBench(Settings settings) {
    this.settings = settings;
  }

  /// Takes some thirty seconds with the usual settings.
  ///
  /// @throws IOException if the master cannot start, or a build gets lost
  public static Result run(Settings settings) throws IOException, InterruptedException {
    return new DispatchBench(settings).run();
  }

  private Result run() throws IOException, InterruptedException {
    var loops = new StandInLoops((lease, report) -> Optional.empty());
    try (var master =
        Master.start(config(), new SimpleMeterRegistry(), (history, intake, logs) -> loops)) {
      var farm = awaitLoop(loops);
      connect(master.port());
      throughput(farm, "warm", Math.min(5_000, settings.builds()));
      long cpuBefore = cpuNanos();
      double perSecond = throughput(farm, "full", settings.builds());
      double cpuMillis = (cpuNanos() - cpuBefore) / 1e6 / settings.builds();
      var latencies = latency(farm);
      return new Result(
          settings.builds(),
          settings.workers(),
          settings.slots(),
          perSecond,
          percentile(latencies, 50),
          percentile(latencies, 99),
          TRICKLE_PER_SECOND,
          cpuMillis,
          residentMegabytes());
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static FarmLoop awaitLoop(StandInLoops loops) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      var loop = loops.loop();
      if (loop.isPresent()) {
        return loop.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    throw new IOException("the master did not begin to lead within " + PATIENCE);
  }

  private void connect(int port) {
    for (int number = 0; number < settings.workers(); number++) {
      var headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + token(number));
      var channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .directExecutor()
              .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
              .build();
      channels.add(channel);
      var worker = new NoOpWorker(worker(number), settings.slots(), assigned);
      workers.add(worker);
      worker.connect(channel);
    }
  }

  /// @return builds for each second, from plan to the last release
  private double throughput(FarmLoop farm, String name, int count)
      throws IOException, InterruptedException {
    var wanted = IntStream.range(0, count).mapToObj(n -> wanted(name + "-" + n)).toList();
    long from = System.nanoTime();
    ask(farm, new Command.Plan(null, wanted, Lane.PUSH));
    awaitDone(farm);
    return count / ((System.nanoTime() - from) / 1e9);
  }

  /// @return milliseconds from ready to assigned, sorted
  private List<Double> latency(FarmLoop farm) throws IOException, InterruptedException {
    int count = Math.min(TRICKLE_COUNT, settings.builds());
    long from = System.nanoTime();
    var answers = new ArrayList<java.util.concurrent.CompletableFuture<FarmLoop.Decision>>();
    for (int number = 0; number < count; number++) {
      long due = from + (long) (number / TRICKLE_PER_SECOND * 1e9);
      LockSupport.parkNanos(due - System.nanoTime());
      var one = List.of(wanted("trickle-" + number));
      answers.add(farm.submit(new Command.Force(one, Lane.URGENT, false, "bench", "")));
    }
    for (var answer : answers) {
      for (Event event : answered(answer).events()) {
        if (event instanceof Event.BuildQueued queued) {
          ready.put(queued.build().value(), queued.at());
        }
      }
    }
    awaitDone(farm);
    var millis = new ArrayList<Double>();
    ready.forEach((build, at) -> {
      var then = assigned.get(build);
      if (then != null) {
        millis.add(Duration.between(at, then).toNanos() / 1e6);
      }
    });
    if (millis.size() != count) {
      throw new IOException("%d of %d builds were assigned".formatted(millis.size(), count));
    }
    Collections.sort(millis);
    return millis;
  }

  private static double percentile(List<Double> sorted, int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private void awaitDone(FarmLoop farm) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      boolean done =
          farm.query(state ->
              Set.of(
                      BuildState.BLOCKED,
                      BuildState.READY,
                      BuildState.BUILDING,
                      BuildState.DELIVERED,
                      BuildState.STAGED)
                  .stream()
                  .allMatch(one -> state.count(one) == 0));
      if (done) {
        return;
      }
      for (NoOpWorker worker : workers) {
        if (worker.failure() != null) {
          throw new IOException("a worker's stream broke", worker.failure());
        }
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new IOException("the builds were not done within " + PATIENCE);
  }

  private static FarmLoop.Decision ask(FarmLoop farm, Command command) throws IOException {
    return answered(farm.submit(command));
  }

  private static FarmLoop.Decision answered(
      java.util.concurrent.CompletableFuture<FarmLoop.Decision> answer) throws IOException {
    try {
      return FarmLoop.answered(answer);
    } catch (Refused refused) {
      throw new IOException(refused.getMessage(), refused);
    }
  }

  private static Wanted wanted(String name) {
    return new Wanted(
        new PackageTarget(name, Target.nativeTo(ARCHITECTURE)),
        "1.0_1",
        "0".repeat(40),
        name,
        List.of(),
        List.of(),
        "");
  }

  private MasterConfig config() throws IOException {
    Path key = settings.directory().resolve("signing.pem");
    Files.createDirectories(settings.directory());
    Files.writeString(key, RsaSigner.generate(2048).privateKeyPem());
    return new MasterConfig(
        settings.directory().resolve("data"),
        MasterConfig.Listen.LOOPBACK,
        Optional.empty(),
        IntStream.range(0, settings.workers())
            .mapToObj(n -> new MasterConfig.WorkerToken(worker(n), Tokens.hash(token(n)), Set.of()))
            .toList(),
        List.of(),
        true,
        new MasterConfig.Tree("none", "none", "none"),
        new MasterConfig.Repository(settings.directory(), "http://127.0.0.1"),
        List.of(),
        new MasterConfig.Signing(key, "bench"),
        List.of(Target.nativeTo(ARCHITECTURE)),
        Election.EMBEDDED,
        MasterConfig.Policy.DEFAULT);
  }

  private static String worker(int number) {
    return "bench-" + number;
  }

  private static String token(int number) {
    return "bench-token-" + number;
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /// From `/proc/self/status`, see proc(5).
  private static long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .map(kilobytes -> kilobytes / 1000)
        .findFirst()
        .orElse(0);
  }
}
