package slipway.catalog;

import java.util.List;

/// A package as it is for one target: what its template says, with every dependency resolved to a
/// source package.
///
/// @param name of the directory under `srcpkgs/`
/// @param template what the template says; the last good one if it is broken now
/// @param hostDependencies source packages that must exist for the host's native target before this
///   can be built, sorted. A cross build may need its own package there
/// @param targetDependencies source packages that must exist for this target, sorted
/// @param checkDependencies source packages that only the check phase needs, on the host, sorted;
///   no part of the graph
/// @param availability whether it can be built for this target
public record PackageDefinition(
    String name,
    Template template,
    List<String> hostDependencies,
    List<String> targetDependencies,
    List<String> checkDependencies,
    Availability availability) {

  public PackageDefinition {
    hostDependencies = List.copyOf(hostDependencies);
    targetDependencies = List.copyOf(targetDependencies);
    checkDependencies = List.copyOf(checkDependencies);
  }

  public String version() {
    return template.version();
  }

  public String revision() {
    return template.revision();
  }

  /// `8.9.1_2`; empty if the template never evaluated.
  public String versionRevision() {
    return template.versionRevision();
  }

  /// `curl-8.9.1_2`.
  public String pkgver() {
    return name + "-" + versionRevision();
  }

  /// Binary packages besides the one with the package's own name.
  public List<String> subpackages() {
    return template.subpackages();
  }

  /// The part of the repository that it goes to: empty for the main one, else such as `nonfree`.
  public String repository() {
    return template.repository();
  }

  public PackageDefinition withAvailability(Availability other) {
    return new PackageDefinition(
        name, template, hostDependencies, targetDependencies, checkDependencies, other);
  }
}
