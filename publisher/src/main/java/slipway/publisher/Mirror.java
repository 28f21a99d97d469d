package slipway.publisher;

import java.nio.file.Path;
import java.util.Optional;

/// A copy of the repository, written by rsync.
///
/// @param name by which people and metrics know it
/// @param destination an rsync target: an absolute directory, or `host::module[/path]`, or
///   `rsync://…`
public record Mirror(String name, String destination) {
  public Mirror {
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a mirror's name: letters, digits, dots and dashes");
    }
    // What begins otherwise could be an option of rsync, or a command line for a remote shell.
    boolean remote = destination.matches("[A-Za-z0-9.\\[\\]:-]+::[^\\s].*|rsync://[^\\s]+");
    if (destination.startsWith("-") || !(remote || destination.startsWith("/"))) {
      throw new IllegalArgumentException(
          "mirror %s: \"%s\" is neither an absolute directory nor host::module"
              .formatted(name, destination));
    }
  }

  /// The directory, if the mirror is one on this machine.
  Optional<Path> localDirectory() {
    return destination.startsWith("/") ? Optional.of(Path.of(destination)) : Optional.empty();
  }
}
