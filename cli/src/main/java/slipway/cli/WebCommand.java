package slipway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import slipway.cli.config.WebConfigFile;
import slipway.webui.WebUi;

/// `slipway web`: pages, JSON API, webhooks and the repository over HTTP.
@Command(
    name = "web",
    header = "The web UI: pages, JSON API, webhooks, and the repository over HTTP.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = WebCommand.Run.class)
final class WebCommand {
  @Command(name = "run", description = "Run the web UI until it is terminated.")
  static final class Run implements Callable<Integer> {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "TOML; docs/manual.md lists the keys")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (file == null) {
        throw new Failure("--config names the web UI's configuration file.");
      }
      Service.untilTerminated(WebUi.start(WebConfigFile.read(file)));
      return 0;
    }
  }
}
