package slipway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The one program: `slipway COMMAND`.
@Command(
    name = "slipway",
    mixinStandardHelpOptions = true,
    version = "Slipway 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    header = "A distributed build farm: from git push to signed, synced packages.",
    subcommands = {})
public final class Slipway {
  private Slipway() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Slipway()).execute(arguments));
  }
}
