package slipway.publisher;

import java.util.List;

/// Files that a package brings though another one has them too: whoever installs both is refused.
///
/// @param pkgver of the package that came
/// @param otherPkgver of the other owner
/// @param fileCount how many files both have
/// @param paths the first of them
public record FileConflict(String pkgver, String otherPkgver, int fileCount, List<String> paths) {
  static final int PATHS_MAX = 5;

  public FileConflict {
    paths = List.copyOf(paths);
  }

  /// For people.
  public String sentence() {
    int more = fileCount - paths.size();
    return "%s and %s both own %s%s"
        .formatted(
            pkgver,
            otherPkgver,
            String.join(", ", paths),
            more > 0 ? " and %d more".formatted(more) : "");
  }
}
