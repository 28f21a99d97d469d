package slipway.worker.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import slipway.worker.repository.Closure.Found;
import slipway.xbps.RsaPublicKey;
import slipway.xbps.Sha256;
import slipway.xbps.SignatureVerifier;
import slipway.xbps.XbpsFormatException;

/// Package files from repositories, by their SHA-256. The least used are reclaimed when space is
/// short.
public final class PackageCache {
  private final Path directory;
  private final RepositoryReader reader;

  public PackageCache(Path directory, RepositoryReader reader) {
    this.directory = directory;
    this.reader = reader;
  }

  /// The file of a package: it has the digest that the index names and, where the repository has a
  /// key, a signature made with it. Both are looked at each time.
  ///
  /// @throws IOException if it cannot be fetched, or is not what the index or the key says
  public Path get(Found found) throws IOException, InterruptedException {
    String sha256 = found.entry().filenameSha256();
    Path file = directory.resolve(sha256 + ".xbps");
    if (!Files.exists(file) || !sha256.equals(Sha256.hex(Sha256.ofFile(file)))) {
      fetch(found, file);
    }
    if (!found.repository().publicKey().isEmpty()) {
      verify(found, file);
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    return file;
  }

  private void fetch(Found found, Path file) throws IOException, InterruptedException {
    String name = found.entry().fileName().toString();
    String url = found.repository().fileUrl(name);
    Path part = part();
    try {
      reader.download(url, part);
      String sha256 = Sha256.hex(Sha256.ofFile(part));
      if (!sha256.equals(found.entry().filenameSha256())) {
        throw new IOException(
            "%s refused: its SHA-256 is %s, the index says %s"
                .formatted(url, sha256, found.entry().filenameSha256()));
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void verify(Found found, Path file) throws IOException, InterruptedException {
    String name = found.entry().fileName().signatureName();
    Path signature = directory.resolve(found.entry().filenameSha256() + ".sig2");
    try {
      var verifier = new SignatureVerifier(RsaPublicKey.parse(found.repository().publicKey()));
      byte[] digest = Sha256.parse(found.entry().filenameSha256());
      if (Files.exists(signature) && verifier.verifies(digest, Files.readAllBytes(signature))) {
        return;
      }
      Path part = part();
      try {
        reader.download(found.repository().fileUrl(name), part);
        if (!verifier.verifies(digest, Files.readAllBytes(part))) {
          Files.deleteIfExists(file);
          throw new IOException(
              found.repository().fileUrl(name) + " was not made with the repository's key");
        }
        Files.move(part, signature, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (XbpsFormatException badKey) {
      throw new IOException(
          "the public key of "
              + found.repository().url()
              + " cannot be read: "
              + badKey.getMessage(),
          badKey);
    }
  }

  private Path part() throws IOException {
    Files.createDirectories(directory);
    return directory.resolve(".part-" + UUID.randomUUID());
  }
}
