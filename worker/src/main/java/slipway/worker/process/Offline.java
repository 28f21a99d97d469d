package slipway.worker.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A way to run commands in a network namespace of their own (network_namespaces(7)), in which
/// there is nothing but a loopback that is down.
///
/// @param words that come before the command
public record Offline(List<String> words) {
  private static final Duration TRY_MAX = Duration.ofSeconds(10);

  /// As root at once; for others in a user namespace of their own, where they are called root.
  private static final List<List<String>> WAYS =
      List.of(List.of("unshare", "--net"), List.of("unshare", "--map-root-user", "--net"));

  public Offline {
    words = List.copyOf(words);
  }

  /// The first way that works on this host, which is tried; empty if the kernel, or a container
  /// around the worker, allows none.
  public static Optional<Offline> find() throws InterruptedException {
    for (List<String> way : WAYS) {
      try {
        if (new Tool(way, Map.of(), TRY_MAX).and("true").run(Path.of("/")).succeeded()) {
          return Optional.of(new Offline(way));
        }
      } catch (IOException noSuchTool) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
