package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.RepositoryKey;
import slipway.xbps.Sha256;

/// The signing and sync stage: the one writer of a repository tree.
///
/// Delivered packages are checked, put in their place, signed, and listed in the stage, in this
/// order, each step durable before the next ([#stage]). A release moves them into the index as far
/// as that is consistent ([#release]). A sync brings the tree to the mirrors ([#sync]), and probes
/// say what has arrived there ([#probe], [#visible]).
///
/// All methods may be called by many threads; those that write block until the change is durable.
public final class Publisher implements AutoCloseable {
  private final PublisherConfig config;
  private final Workshop workshop;
  private final Ledger ledger;
  private final Changes changes = new Changes();
  private final PackageStore store;
  private final Rebuilds rebuilds;
  private final Indexes indexes;
  private final Receipts receipts;
  private final FileLists fileLists;
  private final PublishedSearch search;
  private final FileOwners fileOwners;
  private final Generations generations;
  private final Releases releases;
  private final Removal removal;
  private final Cleaner cleaner;
  private final MirrorSync mirrorSync;
  private final MirrorProbe mirrorProbe;

  /// Staging reads, cleaning writes: what is on its way into an index is not deleted.
  private final ReadWriteLock treeLock = new ReentrantReadWriteLock();

  /// Staging reads, releasing writes: while a release is planned and carried out, its
  /// architecture's stage stands still.
  private final Map<String, ReadWriteLock> releaseLocksByArchitecture = new ConcurrentHashMap<>();

  private Publisher(PublisherConfig config, Workshop workshop, Ledger ledger, Indexes indexes)
      throws IOException {
    this.config = config;
    this.workshop = workshop;
    this.ledger = ledger;
    this.indexes = indexes;
    this.store = new PackageStore(config, ledger, changes);
    this.rebuilds = new Rebuilds(config, ledger);
    this.receipts = new Receipts(workshop.receipts(), config.time());
    this.fileLists = FileLists.open(workshop.fileLists()).keepOnly(indexes.listedPaths());
    this.search = new PublishedSearch(config.root(), indexes, fileLists);
    this.fileOwners = new FileOwners(config, indexes, fileLists);
    this.generations = new Generations(config.root(), workshop.generations());
    this.releases = new Releases(config, indexes, generations, receipts);
    this.removal = new Removal(config.layout(), indexes, generations);
    this.cleaner = new Cleaner(config, indexes, workshop.obsolete(), changes);
    this.mirrorSync = new MirrorSync(config, workshop, changes);
    this.mirrorProbe = new MirrorProbe(config, workshop, indexes);
  }

  /// Takes over the repository below the configured root: an empty one, or one that the real tools
  /// or a former publisher left, wherever that was stopped. Temporary files go, and what is listed
  /// but not signed is signed.
  ///
  /// @throws IOException if the tree cannot be used, or another publisher has it
  public static Publisher open(PublisherConfig config) throws IOException {
    var key = new RepositoryKey(config.signer().publicKey(), config.signedBy());
    Workshop workshop = Workshop.open(config.root(), config.layout());
    Ledger ledger = Ledger.open(workshop.ledger());
    Indexes indexes = Indexes.open(config.root(), config.layout(), key, config.time());
    var publisher = new Publisher(config, workshop, ledger, indexes);
    try {
      new KeyChange(config, workshop, indexes, publisher.store).run(key);
      publisher.mendWhatACrashLeft();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening " + config.root(), interrupted);
    }
    return publisher;
  }

  /// Signs what is listed and not signed, and enters it into the ledger.
  private void mendWhatACrashLeft() throws IOException, InterruptedException {
    for (IndexOwner owner : indexes.all().values()) {
      ledger.addMissing(
          Parallel.judgedMap(
              owner.listed(),
              entry -> {
                String path = owner.place().pathOf(entry.fileName());
                signIfUnsigned(config.root().resolve(path), entry);
                return new Ledger.Line(entry.filenameSha256(), path);
              }));
    }
  }

  private void signIfUnsigned(Path file, RepoEntry entry) throws IOException {
    Path signature = file.resolveSibling(entry.fileName().signatureName());
    if (Files.exists(file) && Files.notExists(signature)) {
      store.sign(file, Sha256.parse(entry.filenameSha256()));
    }
  }

  /// Signs everything that is listed with the present key, and replaces what another key signed.
  ///
  /// @return how many packages were looked at
  public int sign() throws IOException, InterruptedException {
    int count = 0;
    for (IndexOwner owner : indexes.all().values()) {
      List<Path> signed =
          Parallel.judgedMap(
              owner.listed(),
              entry -> {
                Path file = config.root().resolve(owner.place().pathOf(entry.fileName()));
                store.sign(file, Sha256.parse(entry.filenameSha256()));
                return file;
              });
      count += signed.size();
      store.sync(Set.of(owner.place()));
    }
    return count;
  }

  /// Takes packages out of index and stage. Their files stay for the grace.
  ///
  /// @param evenIfNeeded whether to do so if others then miss something that they have now
  public RemoveReport remove(String architecture, Set<String> pkgnames, boolean evenIfNeeded)
      throws IOException, InterruptedException {
    return exclusively(architecture, () -> removal.remove(architecture, pkgnames, evenIfNeeded));
  }

  /// Admits the packages of one build: all of them, or none.
  ///
  /// Doing it again with the same files changes nothing and gives the same answer.
  ///
  /// @throws PackageRejected naming the first file that may not enter, why, and what to do
  public List<StagedPackage> stage(Delivery delivery)
      throws IOException, PackageRejected, InterruptedException {
    List<PackageCheck.Checked> checked =
        Parallel.map(delivery.packageFiles(), file -> check(file, delivery));
    var treeRead = treeLock.readLock();
    var stageRead = releaseLock(delivery.architecture()).readLock();
    treeRead.lockInterruptibly();
    try {
      stageRead.lockInterruptibly();
      try {
        return stage(checked, delivery.reference());
      } finally {
        stageRead.unlock();
      }
    } finally {
      treeRead.unlock();
    }
  }

  private PackageCheck.Checked check(Path file, Delivery delivery)
      throws IOException, PackageRejected {
    PackageCheck.Checked checked =
        rebuilds.judge(PackageCheck.check(file, delivery, config.layout()));
    Repodata repodata = indexes.ownerOf(checked.place()).durable();
    Admission.admits(repodata, RepoEntry.of(checked.file()), file);
    return checked;
  }

  private List<StagedPackage> stage(List<PackageCheck.Checked> checked, String reference)
      throws IOException, PackageRejected, InterruptedException {
    var staged = new ArrayList<StagedPackage>();
    var lines = new ArrayList<Ledger.Line>();
    var sourcesByPlace = new TreeMap<IndexPlace, Map<RepoEntry, Path>>();
    List<RepoEntry> entries = Parallel.mapWaiting(checked, store::put);
    for (int i = 0; i < entries.size(); i++) {
      PackageCheck.Checked one = checked.get(i);
      RepoEntry entry = entries.get(i);
      sourcesByPlace.computeIfAbsent(one.place(), _ -> new HashMap<>()).put(entry, one.source());
      lines.add(new Ledger.Line(entry.filenameSha256(), one.place().pathOf(entry.fileName())));
      staged.add(StagedPackage.of(one.place(), entry, inIndex(one.place(), entry)));
    }
    store.sync(sourcesByPlace.keySet());
    for (var inPlace : sourcesByPlace.entrySet()) {
      indexes
          .ownerOf(inPlace.getKey())
          .change(before -> Admission.stage(before, inPlace.getValue()));
    }
    ledger.addMissing(lines);
    for (PackageCheck.Checked one : checked) {
      fileLists.add(one.place().pathOf(one.fileName()), one.file().contents());
    }
    writeReceipts(checked, staged, entries, reference);
    return staged;
  }

  private boolean inIndex(IndexPlace place, RepoEntry entry) throws IOException {
    return entry.equals(indexes.ownerOf(place).durable().index().get(entry.name()));
  }

  /// Reads back what was put in its place, and says so.
  private void writeReceipts(
      List<PackageCheck.Checked> checked,
      List<StagedPackage> staged,
      List<RepoEntry> entries,
      String reference)
      throws IOException, InterruptedException {
    Parallel.judgedMap(
        IntStream.range(0, entries.size()).boxed().toList(),
        i -> {
          String path = checked.get(i).place().pathOf(entries.get(i).fileName());
          return store.readBack(config.root().resolve(path), entries.get(i));
        });
    var steps = new ArrayList<Receipts.Step>();
    for (int i = 0; i < entries.size(); i++) {
      RepoEntry entry = entries.get(i);
      IndexPlace place = checked.get(i).place();
      String digest = "sha256=%s".formatted(entry.filenameSha256());
      if (staged.get(i).unchanged()) {
        steps.add(new Receipts.Step(entry, place, "unchanged", digest + " " + reference));
        continue;
      }
      steps.add(new Receipts.Step(entry, place, "delivered", digest + " " + reference));
      steps.add(
          new Receipts.Step(
              entry, place, "signed", "key=" + config.signer().publicKey().fingerprint()));
      steps.add(new Receipts.Step(entry, place, "staged", indexes.ownerOf(place).describe()));
    }
    receipts.add(steps);
  }

  /// Which files of these packages others own too, in stage or index; written into their receipts
  /// as a `warning`, once. Packages whose files are not known yet are opened, some at each call.
  ///
  /// @param architecture for which they were built
  /// @param pkgnames of binary packages; those that are not there are ignored
  public List<FileConflict> fileConflicts(String architecture, Set<String> pkgnames)
      throws IOException, InterruptedException {
    List<FileOwners.Found> found = fileOwners.find(architecture, pkgnames);
    var steps = new ArrayList<Receipts.Step>();
    for (FileOwners.Found one : found) {
      String warning = one.conflict().sentence();
      var step = new Receipts.Step(one.entry(), one.place(), "warning", warning);
      if (receipts.of(step.key()).stream().noneMatch(line -> line.detail().equals(warning))) {
        steps.add(step);
      }
    }
    receipts.add(steps);
    return found.stream().map(FileOwners.Found::conflict).toList();
  }

  /// What became of what was built of a source package, oldest first, as far back as this
  /// repository reaches.
  ///
  /// @param version with revision
  public List<ReceiptLine> receipt(String sourcePackage, String version, String architecture)
      throws IOException {
    var lines = new ArrayList<ReceiptLine>();
    for (String its : List.of(architecture, "noarch")) {
      lines.addAll(receipts.of(Receipts.key(sourcePackage, version, its)));
    }
    return lines;
  }

  /// Moves staged packages into the index, where everybody sees them, all at once for each
  /// directory.
  ///
  /// Packages whose release would take away what others need, or that need what is not released,
  /// stay in the stage; the report says why. The rest is released.
  ///
  /// @param architecture for which they were built
  /// @param pkgnames of binary packages; those that are not in the stage are ignored
  public ReleaseReport release(String architecture, Set<String> pkgnames)
      throws IOException, InterruptedException {
    return exclusively(architecture, () -> releases.release(architecture, pkgnames));
  }

  /// Makes the indexes what they were before the last release for an architecture. What that had
  /// released goes back to the stage, where builders see it, until something newer replaces it or
  /// it is released again. Can be repeated, as far back as the grace reaches.
  ///
  /// @throws IOException if there is nothing to go back to, or a file that was listed then is gone
  public RollbackReport rollback(String architecture) throws IOException, InterruptedException {
    return exclusively(architecture, () -> releases.rollback(architecture, true));
  }

  /// What [#rollback] would do now; changes nothing.
  ///
  /// @throws IOException as it
  public RollbackReport rollbackPlan(String architecture) throws IOException, InterruptedException {
    return exclusively(architecture, () -> releases.rollback(architecture, false));
  }

  /// Deletes package files that no index and no stage has listed for the grace, with their
  /// signatures.
  public CleanReport clean() throws IOException, InterruptedException {
    return clean(KeepRules.NONE);
  }

  /// As [#clean()], but some stay for as long as the rules say.
  public CleanReport clean(KeepRules rules) throws IOException, InterruptedException {
    var lock = treeLock.writeLock();
    lock.lockInterruptibly();
    try {
      Instant now = config.time().instant();
      generations.dropBefore(now.minus(config.grace()));
      return cleaner.clean(now, rules);
    } finally {
      lock.unlock();
    }
  }

  /// What there is for an architecture, index overlaid with stage: package name to pkgver.
  public Map<String, String> published(String architecture) {
    var pkgvers = new TreeMap<String, String>();
    packages(architecture).forEach(found -> pkgvers.put(found.pkgname(), found.pkgver()));
    return pkgvers;
  }

  /// What everybody sees for an architecture, without the stage: package name to pkgver.
  public Map<String, String> released(String architecture) {
    var pkgvers = new TreeMap<String, String>();
    config.layout().familiesOf(architecture).stream()
        .flatMap(family -> indexes.collect(family, Repodata::index).values().stream())
        .forEach(entry -> pkgvers.put(entry.name(), entry.pkgver().toString()));
    return pkgvers;
  }

  /// What there is for an architecture, index overlaid with stage, with source packages.
  public List<PublishedPackage> packages(String architecture) {
    return config.layout().familiesOf(architecture).stream()
        .flatMap(List::stream)
        .flatMap(place -> indexes.find(place).stream())
        .flatMap(owner -> PublishedPackage.of(owner.place(), owner.durable()).stream())
        .toList();
  }

  /// Packages whose name, version or short description holds a text, whatever its case; the best
  /// first.
  ///
  /// @param architecture of the indexes; empty: of all
  public List<PackageSearch.Found> search(String architecture, String text, int limit) {
    return search.packages(architecture, text, limit);
  }

  /// What the indexes for an architecture say of a package, and its files.
  public Optional<PublishedDetails> details(String architecture, String pkgname)
      throws IOException {
    return search.details(architecture, pkgname);
  }

  /// Who owns a file.
  ///
  /// @param architecture of the indexes; empty: of all
  /// @param pattern an absolute path, perhaps with `*` and `?`; one without `/` at its beginning
  ///   means the end of a path
  /// @throws IOException if the pattern is none
  public List<PackageSearch.OwnedFile> owners(String architecture, String pattern, int limit)
      throws IOException, InterruptedException {
    return search.owners(architecture, pattern, limit);
  }

  /// The architectures of all indexes.
  public Set<String> architectures() {
    var architectures = new TreeSet<String>();
    indexes.all().keySet().forEach(place -> architectures.add(place.architecture()));
    return architectures;
  }

  /// The digest of an index file, 64 hexadecimal digits.
  public Optional<String> indexSha256(String directory, String architecture) {
    return indexes
        .find(new IndexPlace(directory, architecture))
        .map(IndexOwner::sha256)
        .filter(sha256 -> !sha256.isEmpty());
  }

  /// Brings the tree to every mirror: packages first, then the indexes as they were when it began,
  /// then deletions. Mirrors are served at the same time, and fail each on its own.
  public SyncReport sync() throws InterruptedException {
    return mirrorSync.sync(config.mirrors());
  }

  /// As [#sync()], for one mirror.
  public SyncReport.MirrorResult sync(Mirror mirror) throws InterruptedException {
    return mirrorSync.sync(List.of(mirror)).mirrors().getFirst();
  }

  /// Marks the time in each directory, by which mirrors that pull can be measured. To be called
  /// every minute.
  public void touchTimeFiles() throws IOException {
    Instant now = config.time().instant();
    for (IndexPlace place : indexes.all().keySet()) {
      if (Files.exists(place.file(config.root()))) {
        TimeFiles.write(config.root(), place, now, workshop);
      }
    }
  }

  /// How many package files and signatures have come or gone here since a mirror had everything.
  public long backlog(Mirror mirror) {
    return mirrorSync.backlog(mirror);
  }

  /// Looks at a mirror and compares it with the tree here.
  ///
  /// @throws IOException if it cannot be reached
  public MirrorState probe(Mirror mirror) throws IOException, InterruptedException {
    return mirrorProbe.probe(mirror);
  }

  /// Which of these released packages a client of the mirror gets: listed in its index, there byte
  /// for byte, and with a signature that our key verifies.
  ///
  /// @param pkgvers for example `curl-8.9.1_1`
  /// @return the pkgvers that are visible
  /// @throws IOException if the mirror cannot be reached
  public Set<String> visible(Mirror mirror, String architecture, Set<String> pkgvers)
      throws IOException, InterruptedException {
    Map<IndexPlace, List<RepoEntry>> seen = mirrorProbe.visible(mirror, architecture, pkgvers);
    var steps = new ArrayList<Receipts.Step>();
    var visible = new TreeSet<String>();
    seen.forEach((place, entries) ->
        entries.forEach(entry -> {
          steps.add(new Receipts.Step(entry, place, "mirrored", "mirror=" + mirror.name()));
          visible.add(entry.pkgver().toString());
        }));
    receipts.add(steps);
    return visible;
  }

  /// As [#visible(Mirror, String, Set)], for one package.
  public boolean visible(Mirror mirror, String architecture, String pkgver)
      throws IOException, InterruptedException {
    return visible(mirror, architecture, Set.of(pkgver)).contains(pkgver);
  }

  /// The mirrors that were configured.
  public List<Mirror> mirrors() {
    return config.mirrors();
  }

  /// Writes what was begun, and lets go of the tree.
  @Override
  public void close() throws IOException {
    mirrorProbe.close();
    fileLists.close();
    indexes.close();
    ledger.close();
    workshop.close();
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /// Runs while an architecture's stage stands still.
  private <T> T exclusively(String architecture, Work<T> work)
      throws IOException, InterruptedException {
    var lock = releaseLock(architecture).writeLock();
    lock.lockInterruptibly();
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }

  private ReadWriteLock releaseLock(String architecture) {
    return releaseLocksByArchitecture.computeIfAbsent(
        architecture, _ -> new ReentrantReadWriteLock());
  }
}
