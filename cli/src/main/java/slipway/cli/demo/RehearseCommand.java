package slipway.cli.demo;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import slipway.cli.Failure;
import slipway.cli.config.MasterConfigFile;
import slipway.cli.config.WorkerConfigFile;
import slipway.cli.ctl.FarmConnection;
import slipway.master.Master;
import slipway.proto.BuildState;
import slipway.proto.GetOverviewRequest;
import slipway.proto.ListBuildsRequest;
import slipway.proto.PauseRequest;
import slipway.worker.Worker;

/// `slipway rehearse`: a whole farm in this one process, for as long as it takes to release a
/// package. The build runs it so that the JVM can record which classes a farm loads (JEP 483, JEP
/// 514), and every later process starts with them loaded and linked.
@Command(
    name = "rehearse",
    hidden = true,
    header = "Run a small farm in one process for a moment: the build's own use.")
public final class RehearseCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  @Override
  public Integer call() throws Exception {
    Path place = DemoDirectory.make(null, true);
    try {
      SampleTree tree = SampleTree.create(DemoCommand.sample(), place);
      try (DemoFarm farm = DemoFarm.prepare(place, tree, 0, new SecureRandom())) {
        rehearse(place, tree, farm);
      }
      return 0;
    } finally {
      DemoDirectory.delete(place);
    }
  }

  private static void rehearse(Path place, SampleTree tree, DemoFarm farm) throws Exception {
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var worker = WorkerConfigFile.read(place.resolve("worker-glibc-1.toml"));
    try (var _ = Master.start(MasterConfigFile.read(place.resolve("master.toml")), meters);
        var _ = Worker.start(worker, "rehearsal", meters);
        FarmConnection connection = farm.connect()) {
      farm.startWeb();
      tree.pushFirst();
      awaitRelease(connection);
      read(farm.webAddress());
      awaitIdle(connection);
      meters.scrape();
    }
  }

  private static void awaitRelease(FarmConnection farm) throws InterruptedException {
    var released =
        ListBuildsRequest.newBuilder().addStates(BuildState.RELEASED).setLimit(1).build();
    await(
        "No package was released",
        () -> farm.calls().withWaitForReady().listBuilds(released).getBuildsCount() > 0);
  }

  /// Builds outlive their worker, and would go on in a directory that is being deleted.
  private static void awaitIdle(FarmConnection farm) throws InterruptedException {
    farm.calls()
        .pause(
            PauseRequest.newBuilder().setReason("the rehearsal is over").setActor("build").build());
    await(
        "The builds that had begun did not end",
        () ->
            farm.calls().getOverview(GetOverviewRequest.getDefaultInstance()).getBuildingCount()
                == 0);
  }

  private static void await(String otherwise, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new Failure(otherwise + " within " + LIMIT.toMinutes() + " minutes.");
      }
      Thread.sleep(POLL);
    }
  }

  private static void read(String address) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }
  }
}
