package slipway.worker.attempt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the files of one attempt are.
///
/// What must not be lost is in the state directory, what is big is in the build area:
///
///     STATE/attempts/ID/order      the order, as it came over the wire; durable before anything is started
///                      log         all that the build printed, until the master has it
///                      log.durable how many bytes of it the master has
///                      run/        of the wrapper, see [slipway.worker.process.WrappedCommand]
///                      cancelled   there if the master does not want it any more
///                      end         how it ended; durable before the master hears of it
///     AREA/attempts/ID/work/       the driver's: tree, dependencies, build, destdir
///                     packages/    what it delivers
///
/// @param state `STATE/attempts/ID`
/// @param area `AREA/attempts/ID`
public record AttemptFiles(long attempt, Path state, Path area) {
  public static AttemptFiles of(long attempt, Path stateDirectory, Path buildDirectory) {
    String id = Long.toString(attempt);
    return new AttemptFiles(
        attempt,
        stateDirectory.resolve("attempts").resolve(id),
        buildDirectory.resolve("attempts").resolve(id));
  }

  public Path order() {
    return state.resolve("order");
  }

  public Path log() {
    return state.resolve("log");
  }

  public Path durable() {
    return state.resolve("log.durable");
  }

  /// There while the build's output waits, since the log is too far ahead of the master.
  public Path held() {
    return run().resolve("held");
  }

  public Path run() {
    return state.resolve("run");
  }

  public Path cancelled() {
    return state.resolve("cancelled");
  }

  public Path end() {
    return state.resolve("end");
  }

  public Path work() {
    return area.resolve("work");
  }

  public Path packages() {
    return area.resolve("packages");
  }

  public long logBytes() throws IOException {
    return Files.exists(log()) ? Files.size(log()) : 0;
  }
}
