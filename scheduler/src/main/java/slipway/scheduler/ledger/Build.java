package slipway.scheduler.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.AttemptId;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.Outcome;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Rank;
import slipway.scheduler.Reservation;
import slipway.scheduler.Shape;

/// One build: the fold of its events.
///
/// Rows change only in [#fold], by the ledger or, on a copy, by a draft.
public final class Build {
  private static final Event.OfBuild[] NOTHING = {};

  private final BuildId id;
  private final Event.BuildQueued asked;

  /// What it has gone through since it was asked for.
  private Event.OfBuild[] trail = NOTHING;

  private Lane lane;
  private BuildState state;
  private List<BuildId> dependencies;
  private Reservation reservation;
  private Rank rank;
  private Instant since;
  private Instant notBefore = Instant.MIN;
  private String why;
  private String cancelledBy = "";
  private @Nullable BuildId other;
  private @Nullable AttemptId attempt;
  private String worker = "";
  private int place;
  private boolean follows;
  private boolean unchanged;
  private @Nullable Shape shape;

  /// Whether a hold keeps it from the queue. Its owner sets it before it indexes the build.
  boolean held;

  /// How many of its dependencies are not usable yet. The ledger counts.
  int missing;

  /// Who counts it as missing, in no order. The ledger counts, for drafts too.
  private List<BuildId> dependents = List.of();

  /// Its place within its lane, least first. The ledger sets it before it queues the build.
  long key;

  /// Where it stands in the heaps of its line.
  int placeInQueue;

  int placeByDue;

  Build(Event.BuildQueued asked) {
    this.id = asked.build();
    this.asked = asked;
    this.lane = asked.lane();
    this.state = asked.state();
    this.dependencies = asked.dependencies();
    this.reservation = asked.reservation();
    this.rank = asked.rank();
    this.since = asked.at();
    this.why = asked.why();
    this.follows = asked.follows();
  }

  private Build(Build from) {
    this.id = from.id;
    this.asked = from.asked;
    this.trail = from.trail;
    this.lane = from.lane;
    this.state = from.state;
    this.dependencies = from.dependencies;
    this.reservation = from.reservation;
    this.rank = from.rank;
    this.since = from.since;
    this.notBefore = from.notBefore;
    this.why = from.why;
    this.cancelledBy = from.cancelledBy;
    this.other = from.other;
    this.attempt = from.attempt;
    this.worker = from.worker;
    this.place = from.place;
    this.follows = from.follows;
    this.unchanged = from.unchanged;
    this.shape = from.shape;
    this.held = from.held;
    this.missing = from.missing;
    this.dependents = from.dependents;
    this.key = from.key;
  }

  Build copy() {
    return new Build(this);
  }

  void fold(Event.OfBuild event) {
    remember(event);
    shape = null;
    switch (event) {
      case Event.BuildQueued _ -> throw new IllegalStateException("queued twice: " + event);
      case Event.RebuildNeeded _ -> follows = false;
      case Event.BuildReady _ -> {
        state = BuildState.READY;
        notBefore = Instant.MIN;
      }
      case Event.DependenciesChanged e -> {
        state = e.state();
        dependencies = e.dependencies();
      }
      case Event.BuildRanked e -> rank = e.rank();
      case Event.AttemptStarted e -> {
        state = BuildState.BUILDING;
        attempt = e.attempt();
        worker = e.worker();
      }
      case Event.AttemptEnded e -> ended(e);
      case Event.BuildRequeued e -> {
        state = BuildState.READY;
        reservation = e.reservation();
        notBefore = e.notBefore();
        why = e.why();
        since = e.at();
      }
      case Event.BuildDelivered _ -> state = BuildState.DELIVERED;
      case Event.BuildStaged e -> {
        state = BuildState.STAGED;
        unchanged = e.unchanged();
        why = e.why();
      }
      case Event.BuildReleased e -> settle(BuildState.RELEASED, unchanged ? why : "", e.at());
      case Event.BuildFailed e -> settle(BuildState.FAILED, e.why(), e.at());
      case Event.BuildDependencyFailed e -> {
        settle(BuildState.DEPENDENCY_FAILED, e.why(), e.at());
        other = e.because();
      }
      case Event.BuildRevived e -> {
        settle(e.state(), e.why(), e.at());
        lane = e.lane();
        dependencies = e.dependencies();
        notBefore = Instant.MIN;
      }
      case Event.BuildMoved e -> {
        lane = e.lane();
        place = e.place();
        why = e.why();
      }
      case Event.BuildReserved e -> reservation = e.reservation();
      case Event.BuildSuperseded e -> {
        settle(BuildState.SUPERSEDED, "", e.at());
        other = e.by();
      }
      case Event.BuildCancelled e -> {
        settle(BuildState.CANCELLED, e.why(), e.at());
        cancelledBy = e.actor();
      }
    }
  }

  private void ended(Event.AttemptEnded event) {
    if (event.attempt().equals(attempt)) {
      attempt = null;
    }
    if (state.isSettled()) {
      since = event.at();
    }
  }

  private void settle(BuildState newState, String newWhy, Instant at) {
    state = newState;
    why = newWhy;
    since = at;
    other = null;
    cancelledBy = "";
  }

  /// Keeps the last event of each kind, and the ends of all attempts until somebody asks again.
  /// Folding these events makes the same row.
  private void remember(Event.OfBuild event) {
    var kept = new Event.OfBuild[trail.length + 1];
    int count = 0;
    for (var earlier : trail) {
      boolean overtaken =
          switch (event) {
            case Event.AttemptEnded _ -> earlier instanceof Event.AttemptStarted;
            case Event.BuildRevived _ ->
                earlier instanceof Event.AttemptEnded || earlier instanceof Event.BuildRevived;
            case Event.BuildStaged _ -> earlier instanceof Event.BuildDelivered;
            default -> earlier.getClass() == event.getClass();
          };
      if (!overtaken) {
        kept[count++] = earlier;
      }
    }
    kept[count++] = event;
    trail = count == kept.length ? kept : Arrays.copyOf(kept, count);
  }

  /// The shortest list of events that folds to this row.
  List<Event.OfBuild> trail() {
    var all = new ArrayList<Event.OfBuild>(trail.length + 1);
    all.add(asked);
    all.addAll(Arrays.asList(trail));
    return all;
  }

  public BuildId id() {
    return id;
  }

  public PackageTarget what() {
    return asked.what();
  }

  public String version() {
    return asked.version();
  }

  /// What the plan or the person that called for it said.
  public Event.BuildQueued asked() {
    return asked;
  }

  public boolean isForced() {
    return !asked.actor().isEmpty();
  }

  /// Whether it is only built if something that it waits for comes out otherwise than it was
  /// published.
  public boolean follows() {
    return follows;
  }

  /// Whether it is staged or released, and the repository had its packages before.
  public boolean isUnchanged() {
    return unchanged && state.isUsable();
  }

  public Lane lane() {
    return lane;
  }

  public BuildState state() {
    return state;
  }

  public List<BuildId> dependencies() {
    return dependencies;
  }

  public int missing() {
    return missing;
  }

  /// The builds that count it as missing, in no order.
  List<BuildId> dependents() {
    return dependents;
  }

  void addDependent(BuildId dependent) {
    if (dependents.isEmpty()) {
      dependents = new ArrayList<>(2);
    }
    dependents.add(dependent);
  }

  /// O(dependents).
  boolean removeDependent(BuildId dependent) {
    return !dependents.isEmpty() && dependents.remove(dependent);
  }

  List<BuildId> takeDependents() {
    var taken = dependents;
    dependents = List.of();
    return taken;
  }

  public Reservation reservation() {
    return reservation;
  }

  public Rank rank() {
    return rank;
  }

  public Duration expected() {
    return Duration.ofMillis(rank.expectedMillis());
  }

  public Instant since() {
    return since;
  }

  public Instant notBefore() {
    return notBefore;
  }

  public String why() {
    return why;
  }

  /// Who cancelled it, or empty.
  public String cancelledBy() {
    return cancelledBy;
  }

  /// The build that superseded it, or because of which it is dependency-failed.
  public @Nullable BuildId other() {
    return other;
  }

  /// The attempt that a worker still holds for it, wanted or not.
  public @Nullable AttemptId attempt() {
    return attempt;
  }

  /// Of the current or last attempt; empty if there was none.
  public String worker() {
    return worker;
  }

  /// Where it was put within its lane: below 0 before all others, above 0 behind them.
  public int place() {
    return place;
  }

  /// What it asks of a worker.
  public Shape shape() {
    var known = shape;
    if (known == null) {
      known = Shape.of(reservation, rank.expectedMillis());
      shape = known;
    }
    return known;
  }

  /// All of one line of the queue share theirs.
  void share(Shape equal) {
    shape = equal;
  }

  /// From when on it goes before what is not due, in milliseconds since 1970. Nothing in a world
  /// rebuild is ever due, nor what somebody has put elsewhere or what is tried again.
  public long dueAtMillis() {
    return isEverDue() ? rank.dueAtMillis() : Long.MAX_VALUE;
  }

  boolean isEverDue() {
    return rank.dueAtMillis() > 0 && lane != Lane.BULK && place == 0 && since.equals(asked.at());
  }

  /// Whether it waits for nothing but a worker, were it not for a hold.
  public boolean isHeld() {
    return held && state == BuildState.READY && attempt == null;
  }

  /// Whether it waits and may still come to be built.
  public boolean isWaiting() {
    return state == BuildState.BLOCKED || state == BuildState.READY;
  }

  /// Whether it stands in the queue: ready, not postponed, and no attempt of it is left anywhere.
  boolean isQueued() {
    return state == BuildState.READY && attempt == null && !held && notBefore.equals(Instant.MIN);
  }

  boolean isPostponed() {
    return state == BuildState.READY && attempt == null && !notBefore.equals(Instant.MIN);
  }

  /// Whether it has run out of space, and is to be tried again or still holds a disk.
  boolean isCramped() {
    return (state == BuildState.READY || attempt != null)
        && countEnds(Outcome.OutOfSpace.class) > 0;
  }

  /// Whether nobody needs it any more.
  boolean isForgettable() {
    return attempt == null
        && switch (state) {
          case RELEASED, SUPERSEDED -> true;
          case CANCELLED -> cancelledBy.isEmpty();
          default -> false;
        };
  }

  /// The ends of its attempts since it was queued or somebody asked again, oldest first.
  public List<Event.AttemptEnded> ends() {
    var ends = new ArrayList<Event.AttemptEnded>();
    for (var event : trail) {
      if (event instanceof Event.AttemptEnded end) {
        ends.add(end);
      }
    }
    return ends;
  }

  public int countEnds(Class<? extends Outcome> outcome) {
    int count = 0;
    for (var event : trail) {
      if (event instanceof Event.AttemptEnded end && outcome.isInstance(end.outcome())) {
        count++;
      }
    }
    return count;
  }

  /// Whether an attempt of it was lost on that worker, the worker could not do its part, or the
  /// package failed there and that was in doubt.
  public boolean wentWrongOn(String workerName) {
    for (var event : trail) {
      if (event instanceof Event.AttemptEnded end
          && end.worker().equals(workerName)
          && (end.outcome() instanceof Outcome.WorkerLost
              || end.outcome() instanceof Outcome.PackageError
              || end.outcome() instanceof Outcome.WorkerError)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return what().name() + "-" + version() + " for " + what().target() + " (build " + id() + ")";
  }
}
