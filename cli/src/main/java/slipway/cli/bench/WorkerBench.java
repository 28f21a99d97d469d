package slipway.cli.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import slipway.cli.demo.ChildProcess;
import slipway.master.Master;
import slipway.master.MasterConfig;
import slipway.master.bench.StandInLoops;
import slipway.master.door.Tokens;
import slipway.master.leadership.Election;
import slipway.master.loop.FarmLoop;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;
import slipway.worker.Worker;
import slipway.worker.WorkerConfig;
import slipway.worker.WorkerConfig.Limits;
import slipway.worker.WorkerConfig.Space;
import slipway.worker.WorkerConfig.Timing;
import slipway.worker.driver.xbpssrc.XbpsSrcSettings;
import slipway.worker.run.AttemptMeters;
import slipway.xbps.RsaSigner;

/// What a worker adds to a build: a real master and a real worker in one process, over gRPC on
/// loopback, with a durable log store, and templates that do nothing, print much, or make a large
/// package.
final class WorkerBench {
  private static final String ARCHITECTURE = "x86_64";
  private static final String NAME = "bench";
  private static final String TOKEN = "bench-token";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// As `./slipway worker` starts one.
  private static final String MEMORY_OPTIONS =
      "-Xms16m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30";

  private static final Duration IDLE_FOR = Duration.ofSeconds(8);

  private final Path directory;
  private final int builds;
  private final long bytes;

  WorkerBench(Path directory, int builds, long bytes) {
    this.directory = directory;
    this.builds = builds;
    this.bytes = bytes;
  }

  /// All figures; 0 where nothing was measured.
  record Result(
      int builds,
      double startP50Millis,
      double endP50Millis,
      double logMegabytesPerSecond,
      double uploadMegabytesPerSecond,
      long megabytes,
      long idleResidentMegabytes) {
    String text() {
      return """
      worker: a real master and worker, gRPC on loopback, template driver
        order received to process started, p50   %8.1f ms   (%d builds, one after the other)
        process ended to delivered, p50          %8.1f ms   (package and log durable at the master)
        a log of %,d MB, printed and durable   %8.0f MB/s
        a package of %,d MB, uploaded          %8.0f MB/s
        resident memory, idle, 10 slots          %8d MB
      """
          .formatted(
              startP50Millis,
              builds,
              endP50Millis,
              megabytes,
              logMegabytesPerSecond,
              megabytes,
              uploadMegabytesPerSecond,
              idleResidentMegabytes);
    }

    String json() {
      return String.format(
          Locale.ROOT,
          "{\"builds\":%d,\"start_p50_ms\":%.2f,\"end_p50_ms\":%.2f,\"log_mb_per_s\":%.1f,"
              + "\"upload_mb_per_s\":%.1f,\"megabytes\":%d,\"idle_resident_mb\":%d}",
          builds,
          startP50Millis,
          endP50Millis,
          logMegabytesPerSecond,
          uploadMegabytesPerSecond,
          megabytes,
          idleResidentMegabytes);
    }
  }

  Result run() throws IOException, InterruptedException {
    var tree = new BenchTree(directory.resolve("tree"), bytes);
    String commit = tree.make();
    Path token = directory.resolve("token");
    Files.writeString(token, TOKEN);
    var loops = new StandInLoops((lease, report) -> Optional.empty());
    var registry = new SimpleMeterRegistry();
    try (var master =
        Master.start(masterConfig(), new SimpleMeterRegistry(), (history, intake, logs) -> loops)) {
      FarmLoop farm = awaitLoop(loops);
      String address = "127.0.0.1:" + master.port();
      var meters = new AttemptMeters(registry);
      try (var _ = Worker.start(workerConfig(address, token), "bench", registry, meters)) {
        // The first ones load classes.
        build(farm, "nothing", commit, 5);
        meters.forget();
        build(farm, "nothing", commit, builds);
        double start = median(meters.startMillis());
        double end = median(meters.endMillis());
        meters.forget();
        build(farm, "chatty", commit, 1);
        double log = bytes / 1e6 / (median(meters.totalMillis()) / 1e3);
        meters.forget();
        build(farm, "bulky", commit, 1);
        double upload = meters.uploadedBytes() / 1e3 / median(meters.uploadMillis());
        return new Result(
            builds, start, end, log, upload, bytes / 1_000_000, idleMegabytes(address, token));
      }
    }
  }

  /// A worker of its own in a process of its own.
  private long idleMegabytes(String address, Path token) throws IOException, InterruptedException {
    Path file = directory.resolve("idle.toml");
    Files.writeString(
        file,
        """
        name = "%s"
        masters = ["%s"]
        token-file = "%s"
        hosts = ["x86_64"]
        slots = 10
        state = "%s"
        build-area = "%s"
        cache = "%s"
        """
            .formatted(
                NAME,
                address,
                token,
                directory.resolve("idle-state"),
                directory.resolve("idle-area"),
                directory.resolve("idle-cache")));
    try (var process =
        ChildProcess.start(
            directory.resolve("idle.out"),
            List.of("env", "JDK_JAVA_OPTIONS=" + MEMORY_OPTIONS),
            List.of("worker", "run", "--config", file.toString()))) {
      TimeUnit.MILLISECONDS.sleep(IDLE_FOR.toMillis());
      return Files.readAllLines(Path.of("/proc", process.pid() + "", "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .mapToLong(Long::parseLong)
          .map(kilobytes -> kilobytes / 1000)
          .findFirst()
          .orElse(0);
    }
  }

  private static void build(FarmLoop farm, String name, String commit, int count)
      throws IOException, InterruptedException {
    for (int number = 0; number < count; number++) {
      var one =
          new Wanted(
              new PackageTarget(name, Target.nativeTo(ARCHITECTURE)),
              "1.0_1",
              commit,
              name,
              List.of(),
              List.of(),
              "");
      try {
        FarmLoop.answered(
            farm.submit(new Command.Force(List.of(one), Lane.URGENT, false, "bench", "")));
      } catch (Refused refused) {
        throw new IOException(refused.getMessage(), refused);
      }
      awaitDone(farm, name);
    }
  }

  private static void awaitDone(FarmLoop farm, String name)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      long failed = farm.query(state -> state.count(BuildState.FAILED));
      if (failed > 0) {
        throw new IOException("the build of " + name + " failed");
      }
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
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new IOException("the build of " + name + " was not done within " + PATIENCE);
  }

  private static double median(List<Double> values) throws IOException {
    if (values.isEmpty()) {
      throw new IOException("nothing was measured");
    }
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static FarmLoop awaitLoop(StandInLoops loops) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<FarmLoop> loop = loops.loop();
      if (loop.isPresent()) {
        return loop.get();
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new IOException("the master did not begin to lead within " + PATIENCE);
  }

  private MasterConfig masterConfig() throws IOException {
    Path key = directory.resolve("signing.pem");
    Files.writeString(key, RsaSigner.generate(2048).privateKeyPem());
    return new MasterConfig(
        directory.resolve("data"),
        MasterConfig.Listen.LOOPBACK,
        Optional.empty(),
        List.of(new MasterConfig.WorkerToken(NAME, Tokens.hash(TOKEN), Set.of())),
        List.of(),
        true,
        new MasterConfig.Tree("none", "none", directory.resolve("tree").toString()),
        new MasterConfig.Repository(directory, "http://127.0.0.1"),
        List.of(),
        new MasterConfig.Signing(key, NAME),
        List.of(Target.nativeTo(ARCHITECTURE)),
        Election.EMBEDDED,
        MasterConfig.Policy.DEFAULT);
  }

  private WorkerConfig workerConfig(String address, Path token) {
    return new WorkerConfig(
        NAME,
        List.of(address),
        Optional.empty(),
        token,
        List.of(ARCHITECTURE),
        1,
        1,
        directory.resolve("state"),
        directory.resolve("area"),
        directory.resolve("cache"),
        Space.DEFAULT,
        Timing.DEFAULT,
        Limits.NONE,
        List.of("template"),
        XbpsSrcSettings.DEFAULT,
        "");
  }
}
