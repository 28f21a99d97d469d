package slipway.scheduler;

/// What can be built at all: one source package for one target.
public record PackageTarget(String name, Target target) implements Comparable<PackageTarget> {
  @Override
  public int compareTo(PackageTarget other) {
    int byTarget = target.compareTo(other.target);
    return byTarget != 0 ? byTarget : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name + " for " + target;
  }
}
