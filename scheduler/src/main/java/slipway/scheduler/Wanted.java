package slipway.scheduler;

import java.util.List;

/// A build that should be: the tree has this package at this version, and the repository lacks it.
///
/// @param version with revision, `1.2_1`
/// @param commit of the tree, as 40 hex digits
/// @param fingerprint of everything in the tree that defines the package; a failed build is tried
///   again when it changes
/// @param subpackages the binary packages that the build may deliver besides the package itself
/// @param dependencies what must be staged first, and is wanted by the same plan. What the
///   repository has already is not listed
/// @param impediment not empty: why this can never be built as things are (a dependency that does
///   not exist, is broken, or is not for this target; a cycle), as a sentence. The build becomes
///   dependency-failed at once
public record Wanted(
    PackageTarget what,
    String version,
    String commit,
    String fingerprint,
    List<String> subpackages,
    List<PackageTarget> dependencies,
    String impediment) {
  public Wanted {
    subpackages = List.copyOf(subpackages);
    dependencies = List.copyOf(dependencies);
  }
}
