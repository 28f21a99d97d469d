package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.xbps.DurableFile;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.RepositoryKey;
import slipway.xbps.Sha256;

/// Gives a repository another key.
///
/// A client verifies with the key that the index names, and a package has one signature: so for a
/// moment some clients cannot verify. To keep it short, all signatures are made aside first; then
/// they are put in place, a rename each; then the index names the new key. Killed in between, the
/// next start does it again.
///
/// Both keys are published in `keys/`, each under its fingerprint, in the form in which clients
/// keep them: whoever puts the new one into `/var/db/xbps/keys` is not asked.
final class KeyChange {
  static final String DIRECTORY = "keys";
  private static final Logger log = LoggerFactory.getLogger(KeyChange.class);

  private final PublisherConfig config;
  private final Workshop workshop;
  private final Indexes indexes;
  private final PackageStore store;

  KeyChange(PublisherConfig config, Workshop workshop, Indexes indexes, PackageStore store) {
    this.config = config;
    this.workshop = workshop;
    this.indexes = indexes;
    this.store = store;
  }

  /// Does what is needed for all indexes to name the present key, and publishes that.
  void run(RepositoryKey present) throws IOException, InterruptedException {
    publish(present);
    for (IndexOwner owner : indexes.all().values()) {
      Optional<RepositoryKey> named = owner.durable().key();
      if (named.filter(present::equals).isEmpty()) {
        if (named.isPresent()
            && !named.get().publicKey().fingerprint().equals(present.publicKey().fingerprint())) {
          publish(named.get());
          signAnew(owner);
        }
        name(owner, present);
      }
    }
  }

  private void publish(RepositoryKey key) throws IOException {
    if (indexes.all().isEmpty()) {
      return;
    }
    Path directory = Files.createDirectories(config.root().resolve(DIRECTORY));
    Path file = directory.resolve(key.publicKey().fingerprint() + ".plist");
    if (Files.notExists(file)) {
      DurableFile.write(file, out -> out.write(key.asClientsKeepIt()));
    }
  }

  private void signAnew(IndexOwner owner) throws IOException, InterruptedException {
    Path aside = workshop.workDirectory();
    try {
      List<RepoEntry> entries = entries(owner.durable());
      List<List<Path>> made =
          Parallel.judgedMap(
              entries,
              entry ->
                  store.signAside(
                      entry.fileName().toString(), Sha256.parse(entry.filenameSha256()), aside));
      Path directory = config.root().resolve(owner.place().directory());
      var placed = new ArrayList<Path>();
      for (Path signature : made.stream().flatMap(List::stream).toList()) {
        Path target = directory.resolve(signature.getFileName());
        makeLater(signature, target);
        Files.move(
            signature, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        placed.add(target);
      }
      DurableFile.syncDirectory(directory);
      store.noteAll(placed);
      log.atInfo()
          .addKeyValue("index", owner.place())
          .addKeyValue("packages", entries.size())
          .addKeyValue("key", config.signer().publicKey().fingerprint())
          .log("signed with another key");
    } finally {
      Workshop.deleteTree(aside);
    }
  }

  /// rsync takes files of equal size for equal if their seconds are, and signatures have one size.
  private static void makeLater(Path signature, Path former) throws IOException {
    if (Files.exists(former)) {
      long second = Files.getLastModifiedTime(former).to(TimeUnit.SECONDS);
      if (Files.getLastModifiedTime(signature).to(TimeUnit.SECONDS) <= second) {
        Files.setLastModifiedTime(signature, FileTime.from(second + 1, TimeUnit.SECONDS));
      }
    }
  }

  private static List<RepoEntry> entries(Repodata repodata) {
    var entries = new ArrayList<>(repodata.index().values());
    Set<String> names = new TreeSet<>();
    entries.forEach(entry -> names.add(entry.fileName().toString()));
    repodata.stage().values().stream()
        .filter(entry -> names.add(entry.fileName().toString()))
        .forEach(entries::add);
    return entries;
  }

  private static void name(IndexOwner owner, RepositoryKey present)
      throws IOException, InterruptedException {
    try {
      owner.change(before -> before.withKey(present));
    } catch (PackageRejected impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
