package slipway.publisher;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import slipway.xbps.DependencyPattern;
import slipway.xbps.PackageFileName;
import slipway.xbps.Version;
import slipway.xbps.XbpsFormatException;

/// Which package files stay though no index lists them and their grace is over. Pure.
///
/// @param formerVersions so many of each package and architecture in a directory, the highest
/// @param patterns those whose pkgver one of these matches: `linux6.12>=0`, `firefox-1[0-9]*`
public record KeepRules(int formerVersions, List<String> patterns) {
  public static final KeepRules NONE = new KeepRules(0, List.of());

  public KeepRules {
    patterns = List.copyOf(patterns);
    if (formerVersions < 0) {
      throw new IllegalArgumentException("a number of versions to keep is not negative");
    }
  }

  /// @param unlisted paths of package files that no index lists
  Set<String> kept(Collection<String> unlisted) {
    var kept = new HashSet<String>();
    Map<String, TreeSet<Former>> formerByPackage = new HashMap<>();
    for (String path : unlisted) {
      try {
        var name = PackageFileName.parse(path.substring(path.lastIndexOf('/') + 1));
        String pkgver = name.pkgver().toString();
        if (patterns.stream().anyMatch(pattern -> DependencyPattern.matches(pkgver, pattern))) {
          kept.add(path);
        }
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        formerByPackage
            .computeIfAbsent(
                directory + name.pkgver().name() + " " + name.architecture(),
                _ -> new TreeSet<>(Former.HIGHEST_FIRST))
            .add(new Former(path, name.pkgver().version()));
      } catch (XbpsFormatException notAPackagesName) {
        // Nobody rolls back to it.
      }
    }
    for (TreeSet<Former> former : formerByPackage.values()) {
      former.stream().limit(formerVersions).forEach(one -> kept.add(one.path()));
    }
    return kept;
  }

  private record Former(String path, String version) {
    static final Comparator<Former> HIGHEST_FIRST =
        ((Comparator<Former>) (a, b) -> Version.compare(b.version(), a.version()))
            .thenComparing(Former::path);
  }
}
