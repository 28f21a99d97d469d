package slipway.cli.repo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import slipway.cli.Failure;
import slipway.publisher.Repositories;

/// Which architecture a command means.
final class Architectures {
  private Architectures() {}

  /// That of this machine, as XBPS calls it; `XBPS_TARGET_ARCH` or `XBPS_ARCH` first, as for the
  /// real tools.
  static String here() {
    return Optional.ofNullable(System.getenv("XBPS_TARGET_ARCH"))
        .or(() -> Optional.ofNullable(System.getenv("XBPS_ARCH")))
        .orElseGet(() ->
            switch (System.getProperty("os.arch")) {
              case "amd64" -> "x86_64";
              case String other -> other;
            });
  }

  /// What was asked for; otherwise the only one that the directory has.
  static String of(@Nullable String asked, Path directory) throws IOException {
    if (asked != null) {
      return asked;
    }
    List<String> there = Repositories.architectures(directory);
    if (there.size() == 1) {
      return there.getFirst();
    }
    throw new Failure(
        there.isEmpty()
            ? "There is no index in %s. Name the architecture with --architecture."
                .formatted(directory)
            : "%s has indexes for %s. Name one with --architecture."
                .formatted(directory, String.join(", ", there)));
  }
}
