package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import slipway.xbps.DurableFile;
import slipway.xbps.PackageFile;
import slipway.xbps.RepoEntry;
import slipway.xbps.Sha256;
import slipway.xbps.SignatureVerifier;
import slipway.xbps.Signer;

/// The package files and their signatures in the repository's directories.
final class PackageStore {
  private static final int LOCKS = 64;

  private final Path root;
  private final Signer signer;
  private final boolean legacySignatures;
  private final SignatureVerifier verifier;
  private final Ledger ledger;
  private final Changes changes;

  /// A file is put in its place by one thread at a time; its path chooses the lock.
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  PackageStore(PublisherConfig config, Ledger ledger, Changes changes) {
    this.root = config.root();
    this.signer = config.signer();
    this.legacySignatures = config.legacySignatures();
    this.verifier = new SignatureVerifier(config.signer().publicKey());
    this.ledger = ledger;
    this.changes = changes;
    Arrays.setAll(locks, _ -> new ReentrantLock());
  }

  /// Puts a checked package and its signatures in their place, and returns its entry. Their names
  /// become durable with [#sync].
  ///
  /// The same bytes again change nothing. Other bytes under a name that was published are refused,
  /// except for noarch packages: every target builds them, the first one counts, and its entry is
  /// returned.
  RepoEntry put(PackageCheck.Checked checked) throws IOException, PackageRejected {
    String path = checked.place().pathOf(checked.fileName());
    ReentrantLock lock = locks[Math.floorMod(path.hashCode(), LOCKS)];
    lock.lock();
    try {
      Path target = root.resolve(path);
      Files.createDirectories(target.resolveSibling("."));
      Optional<String> published = ledger.sha256Of(path);
      if (published.isPresent() && !published.get().equals(checked.file().sha256())) {
        if (!checked.file().properties().architecture().equals("noarch")) {
          throw new PackageRejected(
              checked.source(),
              "a file of that name with other content was published before",
              "Published files never change: raise the revision and build again.");
        }
        PackageFile first = PackageFile.read(target);
        sign(target, Sha256.parse(first.sha256()));
        return RepoEntry.of(first);
      }
      if (!holds(target, checked.file().sha256())) {
        copy(checked, target);
        changes.note(path);
      }
      sign(target, Sha256.parse(checked.file().sha256()));
      return RepoEntry.of(checked.file());
    } catch (IOException failed) {
      throw new IOException(
          "Cannot put %s into the repository: %s. Mend that and deliver it again."
              .formatted(checked.fileName(), failed.getMessage()),
          failed);
    } finally {
      lock.unlock();
    }
  }

  /// Makes the names in these places durable.
  void sync(Set<IndexPlace> places) throws IOException {
    for (IndexPlace place : places) {
      DurableFile.syncDirectory(root.resolve(place.directory()));
    }
  }

  /// Writes what is missing of a file's signatures, and what does not fit its content.
  void sign(Path file, byte[] sha256) throws IOException {
    writeIfOther(beside(file, ".sig2"), signer.sign(sha256));
    if (legacySignatures) {
      writeIfOther(beside(file, ".sig"), signer.signLegacy(sha256));
    }
  }

  /// Makes a package's signatures in another directory, under the names that they will have.
  List<Path> signAside(String fileName, byte[] sha256, Path directory) throws IOException {
    var made = new ArrayList<Path>();
    made.add(Files.write(directory.resolve(fileName + ".sig2"), signer.sign(sha256)));
    if (legacySignatures) {
      made.add(Files.write(directory.resolve(fileName + ".sig"), signer.signLegacy(sha256)));
    }
    return made;
  }

  void noteAll(List<Path> files) {
    files.forEach(file -> changes.note(root.relativize(file).toString()));
  }

  /// Makes sure that what is in its place is what was to be there, and is signed.
  ///
  /// @return the file
  Path readBack(Path file, RepoEntry entry) throws IOException {
    byte[] sha256 = Sha256.ofFile(file);
    if (!Sha256.hex(sha256).equals(entry.filenameSha256())
        || !verifier.verifies(sha256, Files.readAllBytes(beside(file, ".sig2")))) {
      throw new IOException(
          "%s was written and reads back otherwise, or its signature does. Look at the disk."
              .formatted(file));
    }
    return file;
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private void writeIfOther(Path file, byte[] content) throws IOException {
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
      DurableFile.place(file, out -> out.write(content));
      changes.note(root.relativize(file).toString());
    }
  }

  private static boolean holds(Path target, String sha256) throws IOException {
    return Files.exists(target) && Sha256.hex(Sha256.ofFile(target)).equals(sha256);
  }

  private static void copy(PackageCheck.Checked checked, Path target) throws IOException {
    DurableFile.place(
        target,
        out -> {
          try (var in =
              new DigestInputStream(Files.newInputStream(checked.source()), Sha256.digest())) {
            in.transferTo(out);
            if (!Sha256.hex(in.getMessageDigest().digest()).equals(checked.file().sha256())) {
              throw new IOException(
                  checked.source() + " changed while it was copied. Deliver it again.");
            }
          }
        });
  }
}
