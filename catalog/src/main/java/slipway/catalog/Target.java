package slipway.catalog;

import java.util.regex.Pattern;

/// What a package is built for: the architecture that the result runs on, and the one of the
/// machine that builds it.
///
/// Written `x86_64` where both are equal, and `aarch64@x86_64` where they differ.
///
/// @param host the architecture whose programs run while building
/// @param architecture the architecture of the result
public record Target(String host, String architecture) implements Comparable<Target> {
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9][a-z0-9_-]*");

  public Target {
    if (!ARCHITECTURE.matcher(host).matches() || !ARCHITECTURE.matcher(architecture).matches()) {
      throw new IllegalArgumentException(
          "\"%s@%s\" is not a target: write an architecture such as x86_64, or target@host such as aarch64@x86_64"
              .formatted(architecture, host));
    }
  }

  /// Reads the written form.
  ///
  /// @throws IllegalArgumentException if it is not one; the message says what one looks like
  public static Target parse(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? new Target(text, text)
        : new Target(text.substring(at + 1), text.substring(0, at));
  }

  /// The target whose packages run on the machine that builds for `architecture`.
  public static Target nativeOf(String architecture) {
    return new Target(architecture, architecture);
  }

  public boolean isCross() {
    return !host.equals(architecture);
  }

  /// Where host dependencies come from: the host's native target; this target itself unless it is a
  /// cross one.
  public Target hostTarget() {
    return isCross() ? nativeOf(host) : this;
  }

  @Override
  public int compareTo(Target other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return isCross() ? architecture + "@" + host : architecture;
  }
}
