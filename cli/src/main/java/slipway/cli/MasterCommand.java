package slipway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import slipway.cli.config.MasterConfigFile;
import slipway.master.Master;
import slipway.master.MasterConfig;

/// `slipway master`: the deciding process.
@Command(
    name = "master",
    header = "The deciding process: plans, schedules, keeps logs, publishes.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = MasterCommand.Run.class)
final class MasterCommand {
  @Command(
      name = "run",
      description =
          "Run a master until it is terminated. Nothing that it has acknowledged is lost.")
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
        throw new Failure("--config names the master's configuration file.");
      }
      MasterConfig config = MasterConfigFile.read(file);
      try (var metrics = MetricsServer.start(metricsAddress)) {
        Service.untilTerminated(Master.start(config, metrics.registry()));
      }
      return 0;
    }
  }
}
