package slipway.scheduler;

/// A pair of architectures: whose programs run during the build, and what the packages are for.
///
/// Written `x86_64` where both are equal (native) and `aarch64@x86_64` otherwise (cross).
public record Target(String host, String architecture) implements Comparable<Target> {
  /// Stands for all of them where a command or an event may name one.
  public static final Target ANY = new Target("", "");

  public static Target nativeTo(String architecture) {
    return new Target(architecture, architecture);
  }

  public boolean isCross() {
    return !host.equals(architecture);
  }

  @Override
  public int compareTo(Target other) {
    int byArchitecture = architecture.compareTo(other.architecture);
    return byArchitecture != 0 ? byArchitecture : host.compareTo(other.host);
  }

  @Override
  public String toString() {
    return isCross() ? architecture + "@" + host : architecture;
  }
}
