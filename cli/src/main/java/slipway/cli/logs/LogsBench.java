package slipway.cli.logs;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.cli.Failure;
import slipway.logstore.bench.LogBench;

/// `slipway bench logs`.
@Command(
    name = "logs",
    description = {
      "The log store against files with zstd -3 and grep, on the same generated logs.",
      "Needs 1.3 bytes of disk for each byte of logs."
    })
public final class LogsBench implements Callable<Integer> {
  @Option(
      names = "--gigabytes",
      paramLabel = "N",
      description = "of logs as they are printed (default: ${DEFAULT-VALUE})")
  private double gigabytes = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of the logs (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "where to; what is made there is kept for another run (default: a temporary one)")
  private @Nullable Path directory;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "all, or one of corpus, ingest, search, follow: one after the other in the same --directory")
  private LogBench.Part part = LogBench.Part.ALL;

  @Option(names = "--json", description = "print the figures as one line of JSON")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (gigabytes < 0.05 || gigabytes > 1000) {
      throw new Failure("--gigabytes must be between 0.05 and 1000.");
    }
    if (part != LogBench.Part.ALL && directory == null) {
      throw new Failure("A part of the bench needs a --directory that the parts share.");
    }
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    var out = spec.commandLine().getOut();
    var figures = LogBench.run(gigabytes, seed, directory, part, spec.commandLine().getErr());
    if (json) {
      out.println(LogBench.json(figures));
    } else {
      figures.forEach((name, value) -> out.printf("%-36s %s%n", name, LogBench.text(value)));
    }
    return 0;
  }
}
