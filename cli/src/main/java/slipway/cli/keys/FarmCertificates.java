package slipway.cli.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A certificate authority of the farm's own, and the master's certificate, for farms that have no
/// other.
///
/// Three PEM files in one directory: `ca.pem` (give it to workers and clients), `master.pem` and
/// `master.key` (PKCS#8, readable by the owner only). Keys are on the curve P-256 (X.509 by RFC
/// 5280). The authority's key is thrown away: to renew, make all three again.
public record FarmCertificates(Path authority, Path certificate, Path key) {
  /// Makes the files, unless they are there.
  ///
  /// @param names DNS names and IP addresses at which the master is reached
  /// @param life of both certificates, from a day before now
  public static FarmCertificates in(
      Path directory, List<String> names, Instant now, Duration life, SecureRandom random)
      throws IOException {
    var files =
        new FarmCertificates(
            directory.resolve("ca.pem"),
            directory.resolve("master.pem"),
            directory.resolve("master.key"));
    if (Files.exists(files.key)) {
      return files;
    }
    Files.createDirectories(directory);
    Authority.make("Slipway farm", files.authority, now, life, random)
        .issue("Slipway master", names, files.certificate, files.key);
    return files;
  }
}
