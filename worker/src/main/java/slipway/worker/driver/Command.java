package slipway.worker.driver;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The build's own process.
///
/// @param environment all of it
public record Command(List<String> words, Map<String, String> environment, Path directory) {
  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }
}
