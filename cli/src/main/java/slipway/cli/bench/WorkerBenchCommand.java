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

/// `slipway bench worker`: what a worker costs a build.
@Command(
    name = "worker",
    header = "What a worker adds to a build, and how fast logs and packages leave it.",
    description = {
      "",
      "Starts a master and a worker in one process, on loopback. Prints the time from an order to the build's process and from",
      "its end to its delivery, the speed of a long log and of a large package, and the memory of an idle worker."
    })
public final class WorkerBenchCommand implements Callable<Integer> {
  @Option(
      names = "--builds",
      paramLabel = "N",
      defaultValue = "60",
      description = "builds that do nothing (default: ${DEFAULT-VALUE})")
  private int builds;

  @Option(
      names = "--megabytes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "of the log, and of the package (default: ${DEFAULT-VALUE})")
  private int megabytes;

  @Option(names = "--json", description = "end with one JSON object on a line of its own")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    if (builds < 1 || megabytes < 1) {
      throw new ParameterException(spec.commandLine(), "--builds and --megabytes are at least 1");
    }
    Path directory = Files.createTempDirectory("slipway-bench-");
    try {
      var result = new WorkerBench(directory, builds, megabytes * 1_000_000L).run();
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
        Files.deleteIfExists(file);
      }
    }
  }
}
