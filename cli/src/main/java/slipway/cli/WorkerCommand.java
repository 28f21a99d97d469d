package slipway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.cli.config.WorkerConfigFile;
import slipway.worker.StopWish;
import slipway.worker.Worker;
import slipway.worker.WorkerConfig;

/// `slipway worker`: the building process.
@Command(
    name = "worker",
    header = "The building process: builds what the master orders.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {WorkerCommand.Run.class, WorkerCommand.StopWhenIdle.class, EnrolCommand.class})
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
        Worker worker = Worker.start(config, Slipway.VERSION, metrics.registry());
        Service.untilTerminated(worker, worker::isDone);
      }
      return 0;
    }
  }

  @Command(
      name = "stop-when-idle",
      description = {
        "Tell the worker of this configuration, on this machine, to take nothing new, to finish what it runs, and to end.",
        "It takes effect within seconds, and also if the worker is started only later."
      })
  static final class StopWhenIdle implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "the worker's configuration file")
    private @Nullable Path file;

    @Option(names = "--undo", description = "it goes on after all")
    private boolean undo;

    @Override
    public Integer call() throws IOException {
      if (file == null || spec == null) {
        throw new Failure("--config names the worker's configuration file.");
      }
      WorkerConfig config = WorkerConfigFile.read(file);
      StopWish.in(config.state()).set(!undo);
      spec.commandLine()
          .getOut()
          .println(
              undo
                  ? "worker %s goes on".formatted(config.name())
                  : "worker %s ends when what it runs is done and delivered"
                      .formatted(config.name()));
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
