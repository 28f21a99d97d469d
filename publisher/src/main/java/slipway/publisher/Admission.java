package slipway.publisher;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.Version;
import slipway.xbps.plist.FrozenMap;

/// Which packages an index takes into its stage.
final class Admission {
  private Admission() {}

  /// The index with these packages staged; the same one if it has them all.
  ///
  /// @param sources the delivered file of each entry, for what is said when one is refused
  static Repodata stage(Repodata before, Map<RepoEntry, Path> sources) throws PackageRejected {
    var admitted = new TreeMap<String, RepoEntry>();
    for (var delivered : sources.entrySet()) {
      RepoEntry entry = delivered.getKey();
      if (admits(before, entry, delivered.getValue())) {
        admitted.put(entry.name(), entry);
      }
    }
    return admitted.isEmpty()
        ? before
        : before.withStage(FrozenMap.copyOf(before.stage()).with(admitted));
  }

  /// Whether an entry is new to an index: higher than the one there, or taking that one back.
  ///
  /// @return false if the very same is there already
  static boolean admits(Repodata repodata, RepoEntry entry, Path source) throws PackageRejected {
    RepoEntry staged = repodata.stage().get(entry.name());
    RepoEntry current = staged != null ? staged : repodata.index().get(entry.name());
    if (current == null) {
      return true;
    }
    String version = entry.pkgver().version();
    String currentVersion = current.pkgver().version();
    if (version.equals(currentVersion)) {
      // Every target builds the noarch packages, and the first one counts.
      if (current.equals(entry) || entry.architecture().equals("noarch")) {
        return false;
      }
      throw new PackageRejected(
          source,
          "%s is in the repository with other content".formatted(current.pkgver()),
          "Published files never change: raise the revision and build again.");
    }
    if (!countsAsHigher(entry, current)) {
      throw new PackageRejected(
          source,
          "the repository has %s, which counts as newer".formatted(current.pkgver()),
          "Raise the version, or list the newer one in reverts=.");
    }
    return true;
  }

  /// As `xbps-rindex -a` judges it.
  private static boolean countsAsHigher(RepoEntry entry, RepoEntry current) {
    String version = entry.pkgver().version();
    String currentVersion = current.pkgver().version();
    if (Version.compare(version, currentVersion) > 0) {
      return !current.reverts().contains(version);
    }
    return entry.reverts().contains(currentVersion);
  }
}
