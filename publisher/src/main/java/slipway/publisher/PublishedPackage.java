package slipway.publisher;

import java.util.List;
import slipway.xbps.Repodata;

/// A binary package as the repository has it.
///
/// @param sourcePackage of whose build it is a part
/// @param staged whether it waits in the stage; otherwise it is in the index, visible to all
public record PublishedPackage(
    String directory, String pkgname, String pkgver, String sourcePackage, boolean staged) {
  static List<PublishedPackage> of(IndexPlace place, Repodata repodata) {
    return repodata.merged().values().stream()
        .map(entry ->
            new PublishedPackage(
                place.directory(),
                entry.name(),
                entry.pkgver().toString(),
                entry.sourcePackage(),
                repodata.stage().containsKey(entry.name())))
        .toList();
  }
}
