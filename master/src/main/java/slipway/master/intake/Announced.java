package slipway.master.intake;

import java.util.HexFormat;
import java.util.regex.Pattern;
import slipway.proto.PackageFile;

/// A package file as its sender promises it.
///
/// @param sha256 64 lower-case hex digits
/// @param repository where the build tool has put it: `main`, `nonfree`, `multilib/nonfree`, …;
///   empty: where the template says
public record Announced(String fileName, long sizeBytes, String sha256, String repository) {
  private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9/_-]{0,64}");

  public Announced(String fileName, long sizeBytes, String sha256) {
    this(fileName, sizeBytes, sha256, "");
  }

  public Announced {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("%s cannot have that size".formatted(fileName));
    }
    if (!REPOSITORY.matcher(repository).matches()) {
      throw new IllegalArgumentException(
          "%s: \"%s\" is no part of a repository".formatted(fileName, repository));
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
        HexFormat.of().formatHex(file.getSha256().toByteArray()),
        file.getRepository());
  }
}
