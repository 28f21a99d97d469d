package slipway.cli.ctl;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.proto.GetReproductionRequest;

@Command(
    name = "reproduce",
    description = {
      "Print a script that repeats an attempt on another machine.",
      "Commit, target and options are the same, and dependencies where they are still",
      "to be had. It works in a directory of its own, and says what has changed since.",
      "",
      "  slipway ctl reproduce 4711 > again.sh && bash again.sh"
    })
final class ReproduceCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Ctl ctl;

  @Parameters(paramLabel = "BUILD", description = "the build's number")
  private long build;

  @Option(
      names = "--attempt",
      paramLabel = "ID",
      description = "this attempt (default: the newest)")
  private long attempt;

  @Override
  public Integer call() throws IOException {
    if (ctl == null) {
      throw new IllegalStateException("picocli has not set the parent command");
    }
    try (FarmConnection farm = ctl.connect()) {
      var reproduction =
          farm.calls()
              .getReproduction(
                  GetReproductionRequest.newBuilder().setBuild(build).setAttempt(attempt).build());
      if (ctl.json()) {
        ctl.printJson(reproduction);
      } else {
        ctl.out().print(ReproductionScript.of(reproduction));
      }
      ctl.out().flush();
    }
    return 0;
  }
}
