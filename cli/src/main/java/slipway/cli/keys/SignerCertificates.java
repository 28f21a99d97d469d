package slipway.cli.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Certificates with which a signer on a machine of its own and its clients know each other.
///
/// In one directory: `signer-ca.pem`, `signer.pem` and `signer.key`, and for each client `NAME.pem`
/// and `NAME.key`. The authority's key is thrown away: for another client, make all anew.
public final class SignerCertificates {
  private SignerCertificates() {}

  /// @param hosts DNS names and IP addresses of the signer
  /// @param clients names that may have things signed
  /// @return the files, the authority's first
  /// @throws IOException if they cannot be written, or are there
  public static List<Path> make(
      Path directory,
      List<String> hosts,
      List<String> clients,
      Instant now,
      Duration life,
      SecureRandom random)
      throws IOException {
    Path authorityFile = directory.resolve("signer-ca.pem");
    if (Files.exists(authorityFile)) {
      throw new IOException(
          "%s is there already. Name another directory, or take the files away."
              .formatted(authorityFile));
    }
    Files.createDirectories(directory);
    var files = new ArrayList<Path>(List.of(authorityFile));
    var authority = Authority.make("Slipway signer", authorityFile, now, life, random);
    Path certificate = directory.resolve("signer.pem");
    authority.issue("Slipway signer", hosts, certificate, directory.resolve("signer.key"));
    files.add(certificate);
    for (String client : clients) {
      Path its = directory.resolve(client + ".pem");
      authority.issue(client, List.of(client), its, directory.resolve(client + ".key"));
      files.add(its);
    }
    return files;
  }
}
