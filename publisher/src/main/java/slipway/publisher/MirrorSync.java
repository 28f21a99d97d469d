package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import slipway.publisher.Rsync.Transferred;

/// Brings the tree to the mirrors, so that a client never finds a package listed that is not there.
///
/// The indexes are linked aside first. Then go the packages and signatures, then those indexes, and
/// then what the tree no longer has is deleted. So whatever is published meanwhile, the index that
/// arrives lists only what arrived before.
///
/// A mirror that had everything gets only what came and went since ([Changes]). The whole tree is
/// walked the first time, after a failure, when a mirror lacks something although nothing changed,
/// and now and then.
final class MirrorSync {
  private static final Duration WALK_EVERY = Duration.ofHours(1);

  private final PublisherConfig config;
  private final Workshop workshop;
  private final Changes changes;
  private final Rsync rsync;
  private final List<String> onlyPackages;

  /// A mirror is served by one thread at a time.
  private final Map<String, ReentrantLock> locksByMirror = new ConcurrentHashMap<>();

  private final Map<String, Served> servedByMirror = new ConcurrentHashMap<>();

  MirrorSync(PublisherConfig config, Workshop workshop, Changes changes) {
    this.config = config;
    this.workshop = workshop;
    this.changes = changes;
    this.rsync = new Rsync(config.syncTimeout(), config.kibPerSecondMax());
    var filters = new ArrayList<>(List.of("--exclude=.*"));
    if (config.layout() == Layout.VOID) {
      filters.add("--include=*/");
    }
    filters.addAll(
        List.of("--include=*.xbps", "--include=*.sig2", "--include=*.sig", "--exclude=*"));
    this.onlyPackages = List.copyOf(filters);
  }

  /// Until which change a mirror has everything, and when the tree was walked for it.
  private record Served(long position, Instant walked) {}

  SyncReport sync(Collection<Mirror> mirrors) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new ArrayList<Callable<SyncReport.MirrorResult>>();
      mirrors.stream()
          .filter(Mirror::isPushed)
          .forEach(mirror -> waiting.add(() -> syncOne(mirror)));
      var results = new ArrayList<SyncReport.MirrorResult>();
      for (Future<SyncReport.MirrorResult> result : executor.invokeAll(waiting)) {
        results.add(result.get());
      }
      return new SyncReport(results);
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private SyncReport.MirrorResult syncOne(Mirror mirror) throws InterruptedException {
    ReentrantLock lock = locksByMirror.computeIfAbsent(mirror.name(), _ -> new ReentrantLock());
    lock.lockInterruptibly();
    Instant begin = config.time().instant();
    Optional<String> failure = Optional.empty();
    var transferred = new Transferred(0, 0);
    try {
      transferred = bring(mirror, begin);
    } catch (IOException failed) {
      servedByMirror.remove(mirror.name());
      failure = Optional.of(String.valueOf(failed.getMessage()));
    } finally {
      lock.unlock();
    }
    return new SyncReport.MirrorResult(
        mirror.name(),
        failure,
        Duration.between(begin, config.time().instant()),
        transferred.files(),
        transferred.bytes());
  }

  private Transferred bring(Mirror mirror, Instant now) throws IOException, InterruptedException {
    Optional<Path> local = mirror.localDirectory();
    if (local.isPresent()) {
      Files.createDirectories(local.get());
    }
    Path outgoing = workshop.workDirectory();
    try {
      linkIndexes(outgoing, now);
      // Whatever these indexes list was noted before.
      long position = changes.position();
      Served served = servedByMirror.get(mirror.name());
      Optional<SortedSet<String>> changed = changedSince(served, position, now);
      Transferred transferred =
          changed.isPresent()
              ? bringChanged(mirror, outgoing, changed.get())
              : bringAll(mirror, outgoing);
      Instant walked = changed.isPresent() && served != null ? served.walked() : now;
      servedByMirror.put(mirror.name(), new Served(position, walked));
      return transferred;
    } finally {
      Workshop.deleteTree(outgoing);
    }
  }

  /// How many package files and signatures have come or gone since a mirror had everything; those
  /// of this process's time, where it never had.
  long backlog(Mirror mirror) {
    Served served = servedByMirror.get(mirror.name());
    return changes.position() - (served == null ? 0 : served.position());
  }

  /// Nothing if the whole tree must be walked.
  private Optional<SortedSet<String>> changedSince(
      @Nullable Served served, long position, Instant now) {
    if (served == null
        || served.position() == position
        || served.walked().plus(WALK_EVERY).isBefore(now)) {
      return Optional.empty();
    }
    return changes.between(served.position(), position);
  }

  private Transferred bringChanged(Mirror mirror, Path outgoing, SortedSet<String> changed)
      throws IOException, InterruptedException {
    String tree = Rsync.contentOf(config.root());
    var came = new ArrayList<String>();
    var went = new ArrayList<String>();
    for (String path : changed) {
      (Files.exists(config.root().resolve(path)) ? came : went).add(path);
    }
    // What goes away in between is found missing by a later sync.
    Transferred transferred =
        listed(List.of("--ignore-missing-args"), came, tree, mirror, outgoing)
            .plus(bringIndexes(mirror, outgoing));
    listed(List.of("--delete-missing-args"), went, tree, mirror, outgoing);
    return transferred;
  }

  private Transferred listed(
      List<String> options, List<String> paths, String tree, Mirror mirror, Path outgoing)
      throws IOException, InterruptedException {
    if (paths.isEmpty()) {
      return new Transferred(0, 0);
    }
    Path list = Files.createTempFile(outgoing.resolveSibling("."), "work-", ".list");
    try {
      Files.write(list, paths);
      var all = new ArrayList<>(options);
      all.add("--files-from=" + list);
      return rsync.run(all, tree, mirror.destination());
    } finally {
      Files.delete(list);
    }
  }

  private Transferred bringAll(Mirror mirror, Path outgoing)
      throws IOException, InterruptedException {
    String tree = Rsync.contentOf(config.root());
    Transferred transferred =
        rsync.run(onlyPackages, tree, mirror.destination()).plus(bringIndexes(mirror, outgoing));
    var deletions = new ArrayList<>(List.of("--delete", "--existing", "--ignore-existing"));
    deletions.addAll(onlyPackages);
    rsync.run(deletions, tree, mirror.destination());
    return transferred;
  }

  private Transferred bringIndexes(Mirror mirror, Path outgoing)
      throws IOException, InterruptedException {
    return rsync.run(List.of("--delay-updates"), Rsync.contentOf(outgoing), mirror.destination());
  }

  /// Keeps the indexes as they are now, and marks the time, by which a mirror's lag is measured. An
  /// index file is never changed but replaced, so a link is as good as a copy.
  private void linkIndexes(Path outgoing, Instant now) throws IOException {
    for (IndexPlace place : Indexes.find(config.root(), config.layout())) {
      Path directory = Files.createDirectories(outgoing.resolve(place.directory()));
      Files.createLink(place.file(outgoing), place.file(config.root()));
      Files.write(directory.resolve(TimeFiles.ORIGIN), TimeFiles.content(now));
      TimeFiles.write(config.root(), place, now, workshop);
    }
    linkKeys(outgoing);
  }

  /// The published keys go with the indexes that name them.
  private void linkKeys(Path outgoing) throws IOException {
    Path keys = config.root().resolve(KeyChange.DIRECTORY);
    if (Files.isDirectory(keys)) {
      Path there = Files.createDirectories(outgoing.resolve(KeyChange.DIRECTORY));
      try (Stream<Path> files = Files.list(keys)) {
        for (Path key : files.filter(file -> file.toString().endsWith(".plist")).toList()) {
          Files.createLink(there.resolve(key.getFileName()), key);
        }
      }
    }
  }
}
