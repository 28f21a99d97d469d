package slipway.master.publish;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.wire.Wire;
import slipway.proto.MirrorIndex;
import slipway.proto.MirrorState;
import slipway.publisher.Mirror;
import slipway.publisher.Publisher;
import slipway.publisher.SyncReport;

/// Keeps one mirror up to date on a thread of its own, so that a mirror that is slow or down holds
/// up neither the others nor the stage.
///
/// It is woken when something was released, and looks by itself now and then; after a failure it
/// waits for a growing pause. What counts is what it reads back from the mirror. A mirror that
/// pulls by itself is only looked at.
final class MirrorKeeper implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
  private static final Duration PAUSE_FIRST = Duration.ofSeconds(2);
  private static final Duration PAUSE_MOST = Duration.ofMinutes(5);
  private static final Duration CLOCK_OFF_MAX = Duration.ofMinutes(2);
  private static final Logger log = LoggerFactory.getLogger(MirrorKeeper.class);

  private final Publisher publisher;
  private final Mirror mirror;
  private final InstantSource time;
  private final Runnable onNews;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();

  /// Under the lock: what should be visible, by architecture, and whether that is news.
  private Map<String, Set<String>> wanted = Map.of();

  private boolean news = true;
  private boolean repositoryChanged;
  private volatile boolean ending;

  /// Written by the thread alone.
  private volatile MirrorState state;

  private volatile Map<String, Set<String>> visible = Map.of();

  /// @param changed whether the repository surely has what the mirror has not
  private record Goal(Map<String, Set<String>> pkgvers, boolean changed) {}

  private enum Passed {
    REACHED,
    /// The repository has changed meanwhile, or the mirror has lost something.
    BEHIND,
    FAILED
  }

  /// @param onNews called when more can be seen on the mirror than before
  MirrorKeeper(Publisher publisher, Mirror mirror, InstantSource time, Runnable onNews) {
    this.publisher = publisher;
    this.mirror = mirror;
    this.time = time;
    this.onNews = onNews;
    this.state =
        MirrorState.newBuilder()
            .setName(mirror.name())
            .setDestination(mirror.destination())
            .setUrl(mirror.url())
            .setRequired(mirror.required())
            .setPushed(mirror.isPushed())
            .build();
    this.thread = Thread.ofPlatform().daemon().name("mirror " + mirror.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  MirrorState state() {
    MirrorState now = state;
    return mirror.isPushed() && !now.getInSync()
        ? now.toBuilder().setBacklogFiles(publisher.backlog(mirror)).build()
        : now;
  }

  /// Whether builds wait for what this mirror shows.
  boolean isRequired() {
    return mirror.required();
  }

  /// What was asked for and has been read back from the mirror.
  boolean shows(String architecture, Set<String> pkgvers) {
    return visible.getOrDefault(architecture, Set.of()).containsAll(pkgvers);
  }

  /// Never waits.
  ///
  /// @param pkgvers by architecture, which clients of the mirror should get
  /// @param changed whether the repository has changed since the last call
  void want(Map<String, Set<String>> pkgvers, boolean changed) {
    lock.lock();
    try {
      if (changed || !pkgvers.equals(wanted)) {
        wanted = Map.copyOf(pkgvers);
        news = true;
        repositoryChanged |= changed;
        woken.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Duration pause = PAUSE_FIRST;
    try {
      while (!ending) {
        Passed passed = pass(take());
        if (passed == Passed.REACHED) {
          pause = PAUSE_FIRST;
          await(LOOK_EVERY, true);
        } else {
          await(pause, passed == Passed.BEHIND);
          pause = PAUSE_MOST.compareTo(pause) < 0 ? PAUSE_MOST : pause.multipliedBy(2);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Goal take() {
    lock.lock();
    try {
      var goal = new Goal(wanted, repositoryChanged);
      news = false;
      repositoryChanged = false;
      return goal;
    } finally {
      lock.unlock();
    }
  }

  /// @param orNews whether to go on at once when there is something new
  private void await(Duration most, boolean orNews) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (left > 0 && !ending && !(orNews && news)) {
        left = woken.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// A sync if something is missing, and a look at what the mirror shows then.
  private Passed pass(Goal goal) throws InterruptedException {
    try {
      if (!mirror.isPushed()) {
        boolean equal = look();
        // It pulls in its own time: the next look comes soon enough.
        return seen(mirror.required() ? goal.pkgvers() : Map.of()) || equal
            ? Passed.REACHED
            : Passed.BEHIND;
      }
      boolean current = !goal.changed() && look() && seen(goal.pkgvers());
      if (!current) {
        if (!sync()) {
          return Passed.FAILED;
        }
        boolean equal = look();
        current = seen(goal.pkgvers()) && equal;
      }
      return current ? Passed.REACHED : Passed.BEHIND;
    } catch (IOException unreadable) {
      tell("cannot be read back: " + unreadable.getMessage());
      return Passed.FAILED;
    } catch (RuntimeException bug) {
      log.atError().setCause(bug).addKeyValue("mirror", mirror.name()).log("mirror keeper failed");
      tell("cannot be kept: " + bug);
      return Passed.FAILED;
    }
  }

  private boolean sync() throws InterruptedException {
    SyncReport.MirrorResult result = publisher.sync(mirror);
    var changed = state.toBuilder().setLastSyncTook(Wire.span(result.took()));
    if (result.failure().isPresent()) {
      state = changed.build();
      tell("sync failed: " + result.failure().get());
      return false;
    }
    state = changed.setLastSynced(Wire.time(time.instant())).build();
    return true;
  }

  private void tell(String problem) {
    log.atWarn()
        .addKeyValue("mirror", mirror.name())
        .addKeyValue("why", problem)
        .log("mirror is not up to date, tried again after a pause");
    state = state.toBuilder().setInSync(false).setProblem(problem).build();
  }

  private boolean look() throws IOException, InterruptedException {
    var seen = publisher.probe(mirror);
    var changed =
        state.toBuilder()
            .setInSync(seen.equalToOrigin())
            .setLooked(Wire.time(time.instant()))
            .setProblem("")
            .setNote(note(seen))
            .clearLag()
            .clearIndexes();
    seen.behind().ifPresent(behind -> changed.setLag(Wire.span(behind)));
    seen.syncTook().ifPresent(took -> changed.setLastSyncTook(Wire.span(took)));
    seen.indexes()
        .forEach((place, index) -> {
          var shown =
              MirrorIndex.newBuilder()
                  .setDirectory(place.directory().isEmpty() ? "." : place.directory())
                  .setArchitecture(place.architecture())
                  .setPresent(index.present())
                  .setInSync(index.equalToOrigin());
          index.behind().ifPresent(behind -> shown.setBehind(Wire.span(behind)));
          changed.addIndexes(shown);
        });
    state = changed.build();
    return seen.equalToOrigin();
  }

  private static String note(slipway.publisher.MirrorState seen) {
    return seen.clockAhead()
        .filter(ahead -> ahead.abs().compareTo(CLOCK_OFF_MAX) > 0)
        .map(ahead ->
            "its clock is %d s %s ours"
                .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of"))
        .orElse("");
  }

  /// Reads back what is wanted.
  private boolean seen(Map<String, Set<String>> goal) throws IOException, InterruptedException {
    Instant begin = time.instant();
    var found = new TreeMap<String, Set<String>>();
    boolean all = true;
    for (var entry : goal.entrySet()) {
      var known = new TreeSet<>(visible.getOrDefault(entry.getKey(), Set.of()));
      known.retainAll(entry.getValue());
      var unknown = new TreeSet<>(entry.getValue());
      unknown.removeAll(known);
      if (!unknown.isEmpty()) {
        known.addAll(publisher.visible(mirror, entry.getKey(), unknown));
      }
      all &= known.containsAll(entry.getValue());
      found.put(entry.getKey(), known);
    }
    boolean more = !found.equals(visible);
    visible = found;
    if (more) {
      log.atDebug()
          .addKeyValue("mirror", mirror.name())
          .addKeyValue("took", Duration.between(begin, time.instant()))
          .log("more is visible");
      onNews.run();
    }
    return all;
  }

  @Override
  public void close() {
    ending = true;
    thread.interrupt();
    try {
      if (!thread.join(Duration.ofSeconds(30))) {
        log.atWarn().addKeyValue("mirror", mirror.name()).log("a sync did not end in time");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
