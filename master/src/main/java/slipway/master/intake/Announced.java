package slipway.master.intake;

import java.util.HexFormat;
import slipway.proto.PackageFile;

/// A package file as its sender promises it.
///
/// @param sha256 64 lower-case hex digits
public record Announced(String fileName, long sizeBytes, String sha256) {
  public Announced {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("%s cannot have that size".formatted(fileName));
    }
    if (sha256.length() != 64) {
      throw new IllegalArgumentException(
          "%s needs a SHA-256 of 32 bytes, and came with %d"
              .formatted(fileName, sha256.length() / 2));
    }
  }

  /// @throws IllegalArgumentException if it cannot be a package file
  public static Announced of(PackageFile file) {
    return new Announced(
        file.getFileName(),
        file.getSizeBytes(),
        HexFormat.of().formatHex(file.getSha256().toByteArray()));
  }
}
