package slipway.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import slipway.master.bench.DispatchBench;

/// `slipway bench dispatch`: how many builds a master can hand out.
@Command(
    name = "dispatch",
    header = "Builds that do nothing, through gRPC and the durable journal.",
    description = {
      "",
      "Starts a master on loopback with simulated workers in the same process. Prints the builds for each second with a",
      "full queue, the time from ready to assigned with a queue that is nearly empty, processor time and memory."
    })
public final class DispatchCommand implements Callable<Integer> {
  @Option(
      names = "--builds",
      paramLabel = "N",
      defaultValue = "20000",
      description = "builds that are measured for throughput (default: ${DEFAULT-VALUE})")
  private int builds;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "10",
      description = "simulated workers (default: ${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "4",
      description = "slots of each worker (default: ${DEFAULT-VALUE})")
  private int slots;

  @Option(names = "--json", description = "end with one JSON object on a line of its own")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    if (builds < 1 || workers < 1 || slots < 1) {
      throw new ParameterException(
          spec.commandLine(), "--builds, --workers and --slots are at least 1");
    }
    Path directory = Files.createTempDirectory("slipway-bench-");
    try {
      var result = DispatchBench.run(new DispatchBench.Settings(builds, workers, slots, directory));
      PrintWriter out = spec.commandLine().getOut();
      out.print(result.text());
      if (json) {
        out.println(result.json());
      }
      out.flush();
      return 0;
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
