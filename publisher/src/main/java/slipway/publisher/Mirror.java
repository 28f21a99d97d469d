package slipway.publisher;

import java.nio.file.Path;
import java.util.Optional;

/// A copy of the repository. We write it with rsync, or it fetches by itself and we only look.
///
/// @param name by which people and metrics know it
/// @param destination an rsync target: an absolute directory, or `host::module[/path]`, or
///   `rsync://…`; empty for a mirror that pulls by itself
/// @param url where it is read back: `https://…`, `http://…`, or what a destination may be; empty:
///   where it is written to
/// @param required whether a build counts as released only once this mirror shows its packages
public record Mirror(String name, String destination, String url, boolean required) {
  /// One that we write, and read back at the same place.
  public Mirror(String name, String destination) {
    this(name, destination, "", true);
  }

  public Mirror {
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a mirror's name: letters, digits, dots and dashes");
    }
    // What begins otherwise could be an option of rsync, or a command line for a remote shell.
    if (!isRsyncTarget(destination) && (!destination.isEmpty() || url.isEmpty())) {
      throw new IllegalArgumentException(
          "mirror %s: \"%s\" is neither an absolute directory nor host::module"
              .formatted(name, destination));
    }
    if (!url.isEmpty() && !isHttp(url) && !isRsyncTarget(url)) {
      throw new IllegalArgumentException(
          "mirror %s: \"%s\" is neither an http address, nor a directory, nor host::module"
              .formatted(name, url));
    }
  }

  private static boolean isRsyncTarget(String text) {
    boolean remote = text.matches("[A-Za-z0-9.\\[\\]:-]+::[^\\s].*|rsync://[^\\s]+");
    return !text.startsWith("-") && (remote || text.startsWith("/"));
  }

  private static boolean isHttp(String text) {
    return text.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?");
  }

  /// Whether we bring the tree there; otherwise it fetches by itself.
  public boolean isPushed() {
    return !destination.isEmpty();
  }

  /// Where it is read back.
  public String readFrom() {
    return url.isEmpty() ? destination : url;
  }

  boolean isReadOverHttp() {
    return isHttp(readFrom());
  }

  /// The directory that is written to, if it is one on this machine.
  Optional<Path> localDirectory() {
    return directory(destination);
  }

  /// The directory that is read back, if it is one on this machine.
  Optional<Path> localReadDirectory() {
    return directory(readFrom());
  }

  private static Optional<Path> directory(String text) {
    return text.startsWith("/") ? Optional.of(Path.of(text)) : Optional.empty();
  }
}
