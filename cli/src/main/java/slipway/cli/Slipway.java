package slipway.cli;

import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import slipway.cli.catalog.CatalogCommand;
import slipway.cli.ctl.Ctl;
import slipway.cli.demo.DemoCommand;
import slipway.cli.demo.RehearseCommand;
import slipway.cli.logs.LogsCommand;
import slipway.cli.repo.RepoCommand;
import slipway.cli.simulate.SimulateCommand;
import slipway.master.MasterException;

/// The one program: `slipway COMMAND`.
@Command(
    name = "slipway",
    version = "Slipway " + Slipway.VERSION,
    synopsisSubcommandLabel = "COMMAND",
    header = "A distributed build farm: from git push to signed, synced packages.",
    subcommands = {
      DemoCommand.class,
      MasterCommand.class,
      WorkerCommand.class,
      WebCommand.class,
      Ctl.class,
      CatalogCommand.class,
      KeysCommand.class,
      LogsCommand.class,
      RepoCommand.class,
      SignerCommand.class,
      SimulateCommand.class,
      BenchCommand.class,
      RehearseCommand.class
    })
public final class Slipway {
  static final String VERSION = "0.1.0";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "print this help and exit")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option alone
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "print the version and exit")
  @SuppressWarnings("UnusedVariable") // likewise
  private boolean version;

  private Slipway() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /// All commands; those that fail say why in one line and answer 1.
  static CommandLine commandLine() {
    return new CommandLine(new Slipway())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(Slipway::tell);
  }

  private static int tell(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    switch (failure) {
      case StatusRuntimeException answer -> err.println("slipway: " + ofCall(answer));
      case MasterException told -> err.println("slipway: " + told.getMessage());
      case Failure told -> err.println("slipway: " + told.getMessage());
      default -> {
        err.println("slipway: " + failure);
        failure.printStackTrace(err);
      }
    }
    return 1;
  }

  private static String ofCall(StatusRuntimeException answer) {
    String description = answer.getStatus().getDescription();
    return switch (answer.getStatus().getCode()) {
      case UNAVAILABLE ->
          "no master answers ("
              + description
              + "). Is it running, and are --master and --ca right?";
      case DEADLINE_EXCEEDED -> "the master did not answer in time. Try again.";
      default -> description == null ? answer.getStatus().toString() : description;
    };
  }
}
