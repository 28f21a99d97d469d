package slipway.cli.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.catalog.CatalogException;
import slipway.catalog.bench.CatalogBench;
import slipway.cli.Failure;

/// `slipway bench catalog`.
@Command(
    name = "catalog",
    description = {
      "How long it takes until the plan of a real tree is known: from nothing, after a restart, and"
          + " after each of its newest commits; and whether xbps-src dbulk-dump says the same.",
      "Compares if the xbps tools are in PATH. Answers 1 if something differs."
    })
public final class CatalogBenchCommand implements Callable<Integer> {
  private static final int CHECKED_BY_DEFAULT = 7;

  /// What is measured.
  enum Part {
    ALL,
    SPEED,
    EXACTNESS
  }

  @Option(
      names = "--git",
      required = true,
      paramLabel = "DIR",
      description = "a bare git directory of void-packages")
  private String git = "";

  @Option(
      names = "--commit",
      paramLabel = "C",
      defaultValue = "HEAD",
      description = "where to end; default: ${DEFAULT-VALUE}")
  private String commit = "";

  @Option(
      names = "--pushes",
      paramLabel = "N",
      defaultValue = "200",
      description = "how many of the newest commits are replayed; default: ${DEFAULT-VALUE}")
  private int pushes;

  @Option(
      names = "--check",
      paramLabel = "N",
      description =
          "compare N random packages on each of x86_64, x86_64-musl and aarch64@x86_64; default: 7")
  private @Nullable Integer check;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "chooses the packages to compare; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--part",
      paramLabel = "PART",
      defaultValue = "all",
      description = "all, speed or exactness; default: ${DEFAULT-VALUE}")
  private Part part = Part.ALL;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "an empty one, which is kept; its folder cache serves slipway catalog --cache")
  private @Nullable Path directory;

  @Option(names = "--json", description = "print the figures as one line of JSON")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's specification");
    }
    var err = spec.commandLine().getErr();
    int compared = part == Part.SPEED ? 0 : check == null ? CHECKED_BY_DEFAULT : check;
    if (compared > 0 && !CatalogBench.canCompare()) {
      if (check != null || part == Part.EXACTNESS) {
        throw new Failure(
            "Cannot compare with xbps-src: put xbps-uhelper and its sisters in PATH.");
      }
      err.println("not compared with xbps-src: xbps-uhelper is not in PATH");
      compared = 0;
    }
    var options =
        new CatalogBench.Options(
            git,
            commit,
            part != Part.EXACTNESS,
            pushes,
            compared,
            seed,
            Optional.ofNullable(directory));
    CatalogBench.Result result;
    try {
      result = new CatalogBench(options, err).run();
    } catch (CatalogException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(result.json());
      result.differences().forEach(err::println);
    } else {
      result.lines().forEach(out::println);
    }
    return result.differences().isEmpty() ? 0 : 1;
  }
}
