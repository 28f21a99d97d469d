package slipway.catalog;

import java.util.List;

/// What a template says for one target: the variables as bash left them, lists split at blanks.
///
/// Dependencies are the words as written, with those that build style and build helpers add. Many
/// targets share one.
///
/// @param name the variable `pkgname`
/// @param depends of the package and all its subpackages, version patterns kept
/// @param provides of the package and all its subpackages
/// @param nocross reason why it cannot be cross built, or empty; likewise `broken` and `restricted`
/// @param archs patterns of architectures that it is for or, with `~`, not for
/// @param reverts versions that this lower one replaces
public record Template(
    String name,
    String version,
    String revision,
    String shortDescription,
    String buildStyle,
    List<String> buildHelpers,
    List<String> archs,
    String nocross,
    String broken,
    String restricted,
    String repository,
    boolean bootstrap,
    boolean metapackage,
    List<String> subpackages,
    List<String> hostmakedepends,
    List<String> makedepends,
    List<String> checkdepends,
    List<String> depends,
    List<String> provides,
    List<String> options,
    List<String> defaultOptions,
    List<String> reverts) {

  public Template {
    buildHelpers = List.copyOf(buildHelpers);
    archs = List.copyOf(archs);
    subpackages = List.copyOf(subpackages);
    hostmakedepends = List.copyOf(hostmakedepends);
    makedepends = List.copyOf(makedepends);
    checkdepends = List.copyOf(checkdepends);
    depends = List.copyOf(depends);
    provides = List.copyOf(provides);
    options = List.copyOf(options);
    defaultOptions = List.copyOf(defaultOptions);
    reverts = List.copyOf(reverts);
  }

  /// A stand-in for a template that never evaluated.
  public static Template unknown(String name) {
    List<String> none = List.of();
    return new Template(
        name, "", "", "", "", none, none, "", "", "", "", false, false, none, none, none, none,
        none, none, none, none, none);
  }

  /// The version as XBPS understands the word: `8.9.1_2`. Empty if the template never evaluated.
  public String versionRevision() {
    return version.isEmpty() ? "" : version + "_" + revision;
  }
}
