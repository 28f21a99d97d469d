package slipway.worker.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import slipway.worker.process.Tool;

/// Inodes of a file system; Java has no call for it. File systems that make them as they need them
/// say 0.
public record Inodes(long total, long free) {
  private static final Duration ASK_MAX = Duration.ofSeconds(5);

  static Optional<Inodes> of(Path directory) throws InterruptedException {
    try {
      Tool.Result result =
          Tool.of(ASK_MAX, "stat", "--file-system", "--format=%c %d", directory.toString())
              .run(directory);
      String[] words = result.output().strip().split(" ", 2);
      return result.succeeded() && words.length == 2
          ? Optional.of(new Inodes(Long.parseLong(words[0]), Long.parseLong(words[1])))
          : Optional.empty();
    } catch (IOException | NumberFormatException noSuchTool) {
      return Optional.empty();
    }
  }
}
