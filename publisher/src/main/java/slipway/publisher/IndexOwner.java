package slipway.publisher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.xbps.RepoEntry;
import slipway.xbps.Repodata;
import slipway.xbps.RepodataEncoder;
import slipway.xbps.RepositoryKey;
import slipway.xbps.Sha256;

/// Owns one index: in memory, and on disk. All changes go through its one thread, which takes
/// whatever is waiting, writes the index once, and only then answers.
///
/// Clients compare modification times in whole seconds, so each writing gets a later second than
/// the one before. Under load the index's time thus runs ahead of the clock, by at most
/// [#AHEAD_SECONDS_MAX], a burst of so many writings; then the thread waits for its second, and the
/// groups grow.
final class IndexOwner implements AutoCloseable {
  static final int AHEAD_SECONDS_MAX = 900;
  private static final int RECENT_MAX = 8;

  private static final Logger log = LoggerFactory.getLogger(IndexOwner.class);

  private final IndexPlace place;
  private final Path file;
  private final InstantSource time;
  private final RepodataEncoder encoder = new RepodataEncoder();
  private final LinkedBlockingQueue<Ask> inbox = new LinkedBlockingQueue<>();
  private final Thread thread;

  /// What is on disk. Written by the owner's thread only.
  private volatile Repodata durable;

  private volatile String sha256 = "";

  /// The last states that were on disk, by the SHA-256 of the file: mirrors have one of them, or
  /// will have soon.
  private final Map<String, Repodata> recentBySha256 =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Repodata> eldest) {
              return size() > RECENT_MAX;
            }
          });

  private volatile boolean closed;
  private long lastSecond;

  private IndexOwner(
      IndexPlace place, Path file, Repodata durable, long lastSecond, InstantSource time) {
    this.place = place;
    this.file = file;
    this.durable = durable;
    this.lastSecond = lastSecond;
    this.time = time;
    this.thread = Thread.ofPlatform().name("index " + place).daemon().unstarted(this::run);
  }

  /// A change of the index. It must not keep what it is given.
  @FunctionalInterface
  interface Change {
    /// The changed index, or the same one if there is nothing to do.
    Repodata apply(Repodata before) throws PackageRejected;
  }

  private static final Ask STOP = new Ask(before -> before, new CompletableFuture<>());

  private record Ask(Change change, CompletableFuture<Repodata> answer) {}

  /// Reads the index, if there is one. An index that begins now names the key; whether one that is
  /// there does is the business of [KeyChange].
  static IndexOwner open(IndexPlace place, Path root, RepositoryKey key, InstantSource time)
      throws IOException {
    Path file = place.file(root);
    boolean exists = Files.exists(file);
    Repodata read = exists ? Repodata.read(file) : Repodata.empty();
    long second = exists ? Files.getLastModifiedTime(file).to(TimeUnit.SECONDS) : 0;
    var owner = new IndexOwner(place, file, read, second, time);
    owner.thread.start();
    if (exists) {
      owner.sha256 = Sha256.hex(Sha256.ofFile(file));
      owner.recentBySha256.put(owner.sha256, read);
    } else {
      owner.durable = read.withKey(key);
    }
    return owner;
  }

  IndexPlace place() {
    return place;
  }

  /// What was in the index when its file had this SHA-256, if that was lately.
  Optional<Repodata> recent(String sha256) {
    return Optional.ofNullable(recentBySha256.get(sha256));
  }

  /// For people: which state of the index is on disk.
  String describe() {
    return "index=%s sha256=%s".formatted(place, sha256);
  }

  /// Of the file on disk, 64 hexadecimal digits; empty as long as there is none.
  String sha256() {
    return sha256;
  }

  /// What index and stage list.
  List<RepoEntry> listed() {
    Repodata now = durable;
    var listed = new ArrayList<>(now.index().values());
    listed.addAll(now.stage().values());
    return listed;
  }

  /// What is on disk now.
  Repodata durable() {
    return durable;
  }

  /// Changes the index. When this returns, the change is on disk.
  ///
  /// @throws PackageRejected by the change itself; others of the same group are not touched by that
  Repodata change(Change change) throws IOException, PackageRejected, InterruptedException {
    var ask = new Ask(change, new CompletableFuture<>());
    inbox.add(ask);
    if (closed) {
      refuseTheRest();
    }
    try {
      return ask.answer().get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case PackageRejected rejected -> throw rejected;
        case IOException io ->
            throw new IOException("Cannot write the index " + file + ": " + io.getMessage(), io);
        case null, default -> throw new IllegalStateException(failed);
      }
    }
  }

  /// Writes what was asked for until now, and ends.
  @Override
  public void close() {
    inbox.add(STOP);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      boolean open = true;
      while (open) {
        var group = new ArrayList<Ask>();
        group.add(inbox.take());
        waitForItsSecond();
        inbox.drainTo(group);
        open = !group.contains(STOP);
        group.removeIf(STOP::equals);
        turn(group);
      }
    } catch (InterruptedException ended) {
      // Nobody interrupts this thread but a JVM that ends.
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      refuseTheRest();
    }
  }

  /// Called behind the end, by the thread itself and by whoever asks too late.
  private void refuseTheRest() {
    var rest = new ArrayList<Ask>();
    inbox.drainTo(rest);
    rest.forEach(ask -> ask.answer().completeExceptionally(new IOException("it is closed")));
  }

  private void waitForItsSecond() throws InterruptedException {
    long now = time.instant().getEpochSecond();
    while (lastSecond + 1 > now + AHEAD_SECONDS_MAX) {
      TimeUnit.MILLISECONDS.sleep(50);
      now = time.instant().getEpochSecond();
    }
  }

  private void turn(List<Ask> group) {
    Repodata changed = durable;
    var accepted = new ArrayList<Ask>();
    for (Ask ask : group) {
      try {
        changed = ask.change().apply(changed);
        accepted.add(ask);
      } catch (PackageRejected | RuntimeException refused) {
        ask.answer().completeExceptionally(refused);
      }
    }
    try {
      write(changed);
    } catch (IOException failed) {
      accepted.forEach(ask -> ask.answer().completeExceptionally(failed));
      return;
    }
    Repodata written = durable;
    accepted.forEach(ask -> ask.answer().complete(written));
    log.atDebug()
        .addKeyValue("index", place)
        .addKeyValue("changes", group.size())
        .log("index written");
  }

  @SuppressWarnings("ReferenceEquality") // A change that does nothing gives back what it was given.
  private void write(Repodata changed) throws IOException {
    if (changed == durable) {
      return;
    }
    long second = Math.max(time.instant().getEpochSecond(), lastSecond + 1);
    Files.createDirectories(file.resolveSibling("."));
    // Used up even if the writing fails: the file may be there all the same.
    lastSecond = second;
    byte[] digest = encoder.write(changed, file, FileTime.from(second, TimeUnit.SECONDS));
    durable = changed;
    this.sha256 = Sha256.hex(digest);
    recentBySha256.put(this.sha256, changed);
  }
}
