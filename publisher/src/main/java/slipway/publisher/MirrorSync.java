package slipway.publisher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import slipway.publisher.Rsync.Transferred;
import slipway.xbps.DurableFile;

/// Brings the tree to the mirrors, so that a client never finds a package listed that is not there.
///
/// The indexes are copied aside first. Then go the packages and signatures, then those copies, and
/// then what the tree no longer has is deleted. So whatever is published meanwhile, the index that
/// arrives lists only what arrived before.
final class MirrorSync {
  static final String TIME_FILE = "otime";
  private static final List<String> ONLY_PACKAGES =
      List.of(
          "--exclude=.*",
          "--include=*/",
          "--include=*.xbps",
          "--include=*.sig2",
          "--include=*.sig",
          "--exclude=*");

  private final PublisherConfig config;
  private final Workshop workshop;
  private final Rsync rsync;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  MirrorSync(PublisherConfig config, Workshop workshop) {
    this.config = config;
    this.workshop = workshop;
    this.rsync = new Rsync(config.syncTimeout());
  }

  SyncReport sync() throws IOException, InterruptedException {
    oneAtATime.lockInterruptibly();
    try {
      Path outgoing = workshop.workDirectory();
      try {
        copyIndexes(outgoing);
        return syncAll(outgoing);
      } finally {
        Workshop.deleteTree(outgoing);
      }
    } finally {
      oneAtATime.unlock();
    }
  }

  /// Takes the indexes as they are now, and marks the time, by which a mirror's lag is measured.
  private void copyIndexes(Path outgoing) throws IOException {
    byte[] seconds =
        (config.time().instant().getEpochSecond() + "\n").getBytes(StandardCharsets.US_ASCII);
    for (IndexPlace place : Indexes.find(config.root(), config.layout())) {
      Path directory = Files.createDirectories(outgoing.resolve(place.directory()));
      Files.copy(
          place.file(config.root()), place.file(outgoing), StandardCopyOption.COPY_ATTRIBUTES);
      Path timeFile = config.root().resolve(place.directory()).resolve(TIME_FILE);
      DurableFile.write(timeFile, out -> out.write(seconds));
      Files.write(directory.resolve(TIME_FILE), seconds);
    }
  }

  private SyncReport syncAll(Path outgoing) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = new ArrayList<Callable<SyncReport.MirrorResult>>();
      for (Mirror mirror : config.mirrors()) {
        waiting.add(() -> syncOne(mirror, outgoing));
      }
      var results = new ArrayList<SyncReport.MirrorResult>();
      for (Future<SyncReport.MirrorResult> result : executor.invokeAll(waiting)) {
        results.add(result.get());
      }
      return new SyncReport(results);
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private SyncReport.MirrorResult syncOne(Mirror mirror, Path outgoing)
      throws InterruptedException {
    Instant begin = config.time().instant();
    Optional<String> failure = Optional.empty();
    var transferred = new Transferred(0, 0);
    try {
      Optional<Path> local = mirror.localDirectory();
      if (local.isPresent()) {
        Files.createDirectories(local.get());
      }
      String tree = Rsync.contentOf(config.root());
      transferred = rsync.run(ONLY_PACKAGES, tree, mirror.destination());
      transferred =
          transferred.plus(
              rsync.run(
                  List.of("--delay-updates"), Rsync.contentOf(outgoing), mirror.destination()));
      var deletions = new ArrayList<>(List.of("--delete", "--existing", "--ignore-existing"));
      deletions.addAll(ONLY_PACKAGES);
      rsync.run(deletions, tree, mirror.destination());
    } catch (IOException failed) {
      failure = Optional.of(String.valueOf(failed.getMessage()));
    }
    return new SyncReport.MirrorResult(
        mirror.name(),
        failure,
        Duration.between(begin, config.time().instant()),
        transferred.files(),
        transferred.bytes());
  }
}
