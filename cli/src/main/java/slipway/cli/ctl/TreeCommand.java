package slipway.cli.ctl;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import slipway.cli.Failure;
import slipway.proto.FetchTreeRequest;
import slipway.proto.GetBuildRequest;

@Command(
    name = "tree",
    description = {
      "Fetch the build tree of a failed attempt, as its worker has kept it.",
      "Trees are kept for some days, and go first when a worker needs space."
    })
final class TreeCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Ctl ctl;

  @Parameters(paramLabel = "BUILD", description = "the build's number")
  private long build;

  @Option(
      names = "--attempt",
      paramLabel = "ID",
      description = "of this attempt (default: the newest)")
  private long attempt;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "where the archive is written (default: attempt-ID.tar.gz)")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    if (ctl == null) {
      throw new IllegalStateException("picocli has not set the parent command");
    }
    try (FarmConnection farm = ctl.connect()) {
      long wanted = attempt == 0 ? newest(farm) : attempt;
      Path file = output != null ? output : Path.of("attempt-" + wanted + ".tar.gz");
      fetch(farm, wanted, file);
      ctl.out().println("%s: %,d bytes".formatted(file, Files.size(file)));
      ctl.out().flush();
    }
    return 0;
  }

  private long newest(FarmConnection farm) throws Failure {
    long newest =
        farm.calls()
            .getBuild(GetBuildRequest.newBuilder().setBuild(build).build())
            .getBuild()
            .getAttempt();
    if (newest == 0) {
      throw new Failure("Build " + build + " has no tree: no attempt of it has started.");
    }
    return newest;
  }

  /// The file is there whole, or not at all.
  private static void fetch(FarmConnection farm, long attempt, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (var out = Files.newOutputStream(part)) {
        var pieces =
            farm.streams().fetchTree(FetchTreeRequest.newBuilder().setAttempt(attempt).build());
        while (pieces.hasNext()) {
          pieces.next().getBytes().writeTo(out);
        }
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (StatusRuntimeException refused) {
      Files.deleteIfExists(part);
      throw refused;
    }
  }
}
