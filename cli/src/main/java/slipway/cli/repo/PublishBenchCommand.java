package slipway.cli.repo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.cli.Failure;
import slipway.publisher.bench.PublishBench;

/// `slipway bench publish`.
@Command(
    name = "publish",
    description = {
      "Adding to, indexing, signing, cleaning and mirroring a repository, beside the real xbps-rindex where it is on",
      "the path. Times are in milliseconds; those of Slipway are in one process that keeps the index, and durable."
    })
public final class PublishBenchCommand implements Callable<Integer> {
  @Option(
      names = "--packages",
      paramLabel = "N",
      description = "in the repository (default: ${DEFAULT-VALUE})")
  private int packages = 15_000;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "where to; the packages are kept for another run (default: a temporary one)")
  private @Nullable Path directory;

  @Option(names = "--prepare", description = "only make the packages, in --directory")
  private boolean prepare;

  @Option(names = "--json", description = "print the figures as one line of JSON")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (packages < 100 || packages > 900_000) {
      throw new Failure("--packages must be between 100 and 900000.");
    }
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> figures =
        PublishBench.run(packages, directory, !prepare, spec.commandLine().getErr());
    if (json) {
      out.println(Json.text(figures));
    } else {
      figures.forEach((name, value) ->
          out.printf(
              "%-32s %s%n",
              name,
              value instanceof Double real ? String.format(Locale.ROOT, "%.1f", real) : value));
    }
    return 0;
  }
}
