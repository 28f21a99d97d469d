package slipway.worker.space;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.worker.space.Reclaimable.Kind;

/// Keeps space free in the build area. Reclaims in the order of [Reclaimable.Kind], only as much as
/// is asked for, and never what a living attempt uses or a queued build will need. Safe for many
/// threads.
public final class SpaceKeeper {
  private static final Logger log = LoggerFactory.getLogger(SpaceKeeper.class);

  private final Settings settings;
  private final BuildArea area;
  private final InstantSource time;
  private final Set<String> inUse = ConcurrentHashMap.newKeySet();
  private final ReentrantLock reclaiming = new ReentrantLock();
  private volatile Set<String> neededDistfiles = Set.of();

  /// Where to look, and what is kept.
  ///
  /// @param reserveBytes free space that is kept in the build area whatever is asked for
  /// @param keptTreesBytes build trees of failed attempts that are kept, together
  /// @param keptTreesFor how long each is kept
  public record Settings(
      Path build,
      Path cache,
      long reserveBytes,
      long keptTreesBytes,
      Duration keptTreesFor,
      long compilerCacheFloorBytes) {}

  /// Told of each thing that went.
  @FunctionalInterface
  public interface Report {
    void freed(String what, long bytes) throws IOException;
  }

  public SpaceKeeper(Settings settings, InstantSource time) {
    this.settings = settings;
    this.area = new BuildArea(settings.build());
    this.time = time;
  }

  public BuildArea area() {
    return area;
  }

  /// Names under which something must not go: the id of a living attempt, or the name of a build
  /// root.
  public void use(String name) {
    inUse.add(name);
  }

  boolean isInUse(String name) {
    return inUse.contains(name);
  }

  public void release(String name) {
    inUse.remove(name);
  }

  /// Source packages whose distfiles queued builds will need.
  public void needDistfiles(Set<String> sourcePackages) {
    neededDistfiles = Set.copyOf(sourcePackages);
  }

  /// Reclaims until `freeBytes`, and the reserve in any case, are free. Says whether it came so
  /// far.
  public boolean makeRoom(long freeBytes, Report report) throws IOException, InterruptedException {
    long wanted = Math.max(freeBytes, settings.reserveBytes());
    if (area.freeBytes() >= wanted) {
      return true;
    }
    reclaiming.lockInterruptibly();
    try {
      for (Reclaimable each : finder().find()) {
        if (area.freeBytes() >= wanted) {
          break;
        }
        remove(each, report);
      }
    } finally {
      reclaiming.unlock();
    }
    return area.freeBytes() >= wanted;
  }

  /// Removes kept build trees that are too old, or too many together.
  public void tidy() throws IOException {
    if (!reclaiming.tryLock()) {
      return;
    }
    try {
      List<Reclaimable> kept = new ArrayList<>(ofKind(Kind.LEFTOVER));
      long bytes = 0;
      Instant oldest = time.instant().minus(settings.keptTreesFor());
      for (Reclaimable each : kept.reversed()) {
        bytes += DiskUse.of(each.path());
        if (bytes > settings.keptTreesBytes() || each.lastUsed().isBefore(oldest)) {
          remove(each, (_, _) -> {});
        }
      }
    } finally {
      reclaiming.unlock();
    }
  }

  /// Bytes that [#makeRoom] could free, estimated by one walk.
  public long reclaimableBytes() throws IOException {
    return DiskUse.of(finder().find().stream().map(Reclaimable::path).toList());
  }

  private List<Reclaimable> ofKind(Kind kind) throws IOException {
    return finder().find().stream().filter(each -> each.kind() == kind).toList();
  }

  private ReclaimableFinder finder() {
    return new ReclaimableFinder(
        settings.build(),
        settings.cache(),
        settings.compilerCacheFloorBytes(),
        Set.copyOf(inUse),
        neededDistfiles);
  }

  private void remove(Reclaimable each, Report report) throws IOException {
    if (!Files.exists(each.path(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    long bytes = DiskUse.of(each.path());
    DirectoryRemover.remove(each.path());
    log.atInfo()
        .addKeyValue("what", each.what())
        .addKeyValue("bytes", bytes)
        .log("space reclaimed");
    report.freed(each.what(), bytes);
  }
}
