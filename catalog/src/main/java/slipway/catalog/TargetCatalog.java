package slipway.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// All packages of a tree as they are for one target.
///
/// @param target the target
/// @param packages by name
/// @param sourceByName the source package of every package and subpackage name of the tree
public record TargetCatalog(
    Target target,
    SortedMap<String, PackageDefinition> packages,
    Map<String, String> sourceByName) {

  public TargetCatalog {
    packages = Collections.unmodifiableSortedMap(packages);
    sourceByName = Collections.unmodifiableMap(sourceByName);
  }

  public Optional<PackageDefinition> find(String name) {
    return Optional.ofNullable(packages.get(name));
  }

  /// The source package that a binary package of this name is built from.
  public Optional<String> sourceOf(String binaryName) {
    return Optional.ofNullable(sourceByName.get(binaryName));
  }

  /// The binary packages that a build of the package makes: itself, then its subpackages. Without
  /// debug packages.
  public List<String> binaryPackages(String name) {
    PackageDefinition definition = packages.get(name);
    if (definition == null) {
      return List.of();
    }
    var binaries = new ArrayList<String>();
    binaries.add(name);
    binaries.addAll(definition.subpackages());
    return List.copyOf(binaries);
  }
}
