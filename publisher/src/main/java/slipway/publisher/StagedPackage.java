package slipway.publisher;

import slipway.xbps.RepoEntry;

/// A package that is in the repository's stage: signed, durable, visible to builders.
///
/// @param directory relative to the repository's root
/// @param sha256 of the file, 64 lower-case hexadecimal digits
/// @param unchanged whether the index had this very file before
public record StagedPackage(
    String directory,
    String fileName,
    String pkgname,
    String pkgver,
    String sha256,
    long sizeBytes,
    boolean unchanged) {
  static StagedPackage of(IndexPlace place, RepoEntry entry, boolean unchanged) {
    return new StagedPackage(
        place.directory(),
        entry.fileName().toString(),
        entry.name(),
        entry.pkgver().toString(),
        entry.filenameSha256(),
        entry.filenameSize(),
        unchanged);
  }
}
