package slipway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import slipway.cli.config.WorkerConfigFile;
import slipway.worker.Worker;
import slipway.worker.WorkerConfig;

/// `slipway worker`: the building process.
@Command(
    name = "worker",
    header = "The building process: builds what the master orders.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {WorkerCommand.Run.class, EnrolCommand.class})
final class WorkerCommand {
  @Command(
      name = "run",
      description =
          "Run a worker until it is terminated. Builds go on without it and are adopted when it is back.")
  static final class Run implements Callable<Integer> {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "TOML; docs/manual.md lists the keys")
    private @Nullable Path file;

    @Option(
        names = "--metrics",
        paramLabel = "ADDRESS:PORT",
        description = "serve meters for Prometheus at http://ADDRESS:PORT/metrics")
    private @Nullable String metricsAddress;

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (file == null) {
        throw new Failure("--config names the worker's configuration file.");
      }
      WorkerConfig config = WorkerConfigFile.read(file);
      try (var metrics = MetricsServer.start(metricsAddress)) {
        Service.untilTerminated(Worker.start(config, Slipway.VERSION, metrics.registry()));
      }
      return 0;
    }
  }
}
