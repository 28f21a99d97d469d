package slipway.xbps;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// What a package says of itself, as it stands in the package ([PackageProperties]) and, nearly the
/// same, in a repository's index ([RepoEntry]). The dictionary holds all of it, keys unknown here
/// included.
public sealed interface PackageFacts permits PackageProperties, RepoEntry {
  /// The whole property list; unmodifiable.
  SortedMap<String, Object> dictionary();

  default PkgVer pkgver() {
    return PkgVer.parse(string("pkgver").orElseThrow());
  }

  /// A machine name or `noarch`.
  default String architecture() {
    return string("architecture").orElseThrow();
  }

  default String shortDescription() {
    return string("short_desc").orElse("");
  }

  /// Name of the source package; the package's own name where the builder did not say.
  default String sourcePackage() {
    return string("sourcepkg").orElseGet(() -> pkgver().name());
  }

  /// Bytes of the installed regular files.
  default long installedSize() {
    return integer("installed_size").orElse(0L);
  }

  /// Patterns.
  default List<String> runDepends() {
    return strings("run_depends");
  }

  /// Patterns.
  default List<String> conflicts() {
    return strings("conflicts");
  }

  /// Patterns.
  default List<String> replaces() {
    return strings("replaces");
  }

  /// Pkgvers, perhaps of things that are no package: `cmd:hello-1.2_3`.
  default List<String> provides() {
    return strings("provides");
  }

  /// Newer versions, without name, that this one takes back.
  default List<String> reverts() {
    return strings("reverts");
  }

  /// Absolute paths.
  default List<String> configurationFiles() {
    return strings("conf_files");
  }

  /// Sonames.
  default List<String> shlibProvides() {
    return strings("shlib-provides");
  }

  /// Sonames.
  default List<String> shlibRequires() {
    return strings("shlib-requires");
  }

  /// The text under a key, if there is one.
  default Optional<String> string(String key) {
    return Optional.ofNullable((String) dictionary().get(key));
  }

  /// The number under a key, if there is one.
  default Optional<Long> integer(String key) {
    return Optional.ofNullable((Long) dictionary().get(key));
  }

  /// The array of texts under a key; empty if there is none.
  @SuppressWarnings("unchecked") // PropertyTypes has looked at every element.
  default List<String> strings(String key) {
    return (List<String>) dictionary().getOrDefault(key, List.of());
  }
}
