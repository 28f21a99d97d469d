package slipway.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The wish that a worker ends once it is idle: a file in its state directory, since it listens on
/// no port. It outlives a restart, and is fulfilled when the worker ends.
///
/// @param file `STATE/stop-when-idle`
public record StopWish(Path file) {
  public static StopWish in(Path stateDirectory) {
    return new StopWish(stateDirectory.resolve("stop-when-idle"));
  }

  public void set(boolean wished) throws IOException {
    if (!wished) {
      Files.deleteIfExists(file);
    } else if (!Files.exists(file)) {
      Files.createDirectories(file.resolveSibling(""));
      Files.createFile(file);
    }
  }

  public boolean isSet() {
    return Files.exists(file);
  }
}
