package slipway.cli;

import picocli.CommandLine.Command;
import slipway.cli.bench.DispatchCommand;
import slipway.cli.bench.WorkerBenchCommand;
import slipway.cli.catalog.CatalogBenchCommand;
import slipway.cli.logs.LogsBench;
import slipway.cli.repo.PublishBenchCommand;
import slipway.cli.simulate.SchedulerBench;

/// `slipway bench`: what the parts of a farm can do on this machine.
@Command(
    name = "bench",
    header = "Measure what the parts of a farm can do on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CatalogBenchCommand.class,
      DispatchCommand.class,
      LogsBench.class,
      PublishBenchCommand.class,
      SchedulerBench.class,
      WorkerBenchCommand.class
    })
final class BenchCommand {}
