package slipway.scheduler.judge;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;
import slipway.scheduler.ledger.View;

/// What the end of one build means for those that wait for it. Each costs the out-degree of the
/// builds that change.
public final class Consequences {
  private Consequences() {}

  /// Dependents that waited for nothing else are ready. One that failed while this was on its way
  /// is tried again. Those that only follow what has changed are not built if nothing has.
  public static void staged(Draft draft, Build build, boolean unchanged) {
    String why = unchanged ? "It came out as it was published before." : "";
    draft.emit(new Event.BuildStaged(draft.now(), build.id(), unchanged, why));
    var open = new ArrayDeque<Build>(List.of(build));
    while (!open.isEmpty()) {
      var staged = open.remove();
      boolean changed = staged == build && !unchanged;
      for (var dependent : draft.dependentsOf(staged.id())) {
        if (changed) {
          needIfItFollows(draft, dependent, name(staged) + " came out otherwise.");
        }
        if (isCutOff(draft, dependent)) {
          var cutOff = Objects.requireNonNull(draft.build(dependent));
          String sentence = "Not built: " + name(staged) + " came out as it was published before.";
          draft.emit(new Event.BuildStaged(draft.now(), dependent, true, sentence));
          open.add(cutOff);
          continue;
        }
        readyIfNothingIsMissing(draft, dependent);
        var row = draft.build(dependent);
        if (changed && row != null && row.state() == BuildState.FAILED && row.missing() == 0) {
          revive(draft, row, row.lane(), "What it needs has changed.");
        }
      }
    }
  }

  /// A build that only follows is built, whatever else comes out.
  public static void needIfItFollows(Draft draft, BuildId id, String why) {
    var row = draft.build(id);
    if (row != null && row.follows() && !row.state().isUsable()) {
      draft.emit(new Event.RebuildNeeded(draft.now(), id, why));
    }
  }

  /// Whether it waited only for what could have changed, and nothing has.
  private static boolean isCutOff(Draft draft, BuildId id) {
    var row = draft.build(id);
    return row != null
        && row.follows()
        && row.state() == BuildState.BLOCKED
        && row.missing() == 0
        && row.attempt() == null;
  }

  /// A newer build of the same package may have waited for this one to end somehow.
  private static void freeSuccessors(Draft draft, Build build) {
    for (var dependent : draft.dependentsOf(build.id())) {
      var row = draft.build(dependent);
      if (row != null && row.what().equals(build.what())) {
        readyIfNothingIsMissing(draft, dependent);
      }
    }
  }

  private static void readyIfNothingIsMissing(Draft draft, BuildId id) {
    var row = draft.build(id);
    if (row != null && row.state() == BuildState.BLOCKED && row.missing() == 0) {
      draft.emit(new Event.BuildReady(draft.now(), id));
    }
  }

  public static void failed(Draft draft, Build build, String why) {
    draft.emit(new Event.BuildFailed(draft.now(), build.id(), why));
    freeSuccessors(draft, build);
    failDependents(draft, build);
  }

  public static void cancelled(Draft draft, Build build, String actor, String why) {
    draft.emit(new Event.BuildCancelled(draft.now(), build.id(), actor, why));
    freeSuccessors(draft, build);
    if (!actor.isEmpty()) {
      failDependents(draft, build);
    }
  }

  public static void superseded(Draft draft, Build build, BuildId by) {
    draft.emit(new Event.BuildSuperseded(draft.now(), build.id(), by));
    freeSuccessors(draft, build);
  }

  /// It needs what will not come, and so do all that wait for it.
  public static void dependencyFailed(Draft draft, Build build, Build culprit) {
    draft.emit(
        new Event.BuildDependencyFailed(draft.now(), build.id(), culprit.id(), needs(culprit)));
    failDependents(draft, build, culprit.id());
  }

  private static void failDependents(Draft draft, Build failed) {
    failDependents(draft, failed, failed.id());
  }

  /// All that wait for it, directly or not, are dependency-failed.
  public static void failDependents(Draft draft, Build failed, BuildId because) {
    var open = new ArrayDeque<BuildId>(List.of(failed.id()));
    while (!open.isEmpty()) {
      var id = open.remove();
      var build = draft.build(id);
      for (var dependentId : draft.dependentsOf(id)) {
        var dependent = draft.build(dependentId);
        if (build != null
            && dependent != null
            && dependent.isWaiting()
            && !dependent.what().equals(build.what())
            && dependent.dependencies().contains(id)) {
          draft.emit(
              new Event.BuildDependencyFailed(draft.now(), dependentId, because, needs(build)));
          open.add(dependentId);
        }
      }
    }
  }

  /// Why a build that needs this one cannot be built.
  public static String needs(Build build) {
    String name = name(build);
    return switch (build.state()) {
      case FAILED -> "Needs " + name + ", which failed.";
      case CANCELLED -> "Needs " + name + ", which " + canceller(build) + " cancelled.";
      case SUPERSEDED -> "Needs " + name + ", which was superseded.";
      default -> "Needs " + name + ", which cannot be built.";
    };
  }

  private static String name(Build build) {
    return build.what().name() + "-" + build.version() + " for " + build.what().target();
  }

  private static String canceller(Build build) {
    return build.cancelledBy().isEmpty() ? "a plan" : build.cancelledBy();
  }

  /// Puts a build that will not be tried again by itself back, and those that failed with it.
  public static void revive(Draft draft, Build build, Lane lane, String why) {
    reviveOne(draft, build, lane, build.dependencies(), why);
    reviveDependents(draft, build, why);
  }

  public static void reviveOne(
      Draft draft, Build build, Lane lane, List<BuildId> dependencies, String why) {
    boolean blocked = dependencies.stream().anyMatch(id -> draft.isUnfinished(id, build.what()));
    draft.emit(
        new Event.BuildRevived(
            draft.now(),
            build.id(),
            blocked ? BuildState.BLOCKED : BuildState.READY,
            lane,
            dependencies,
            why));
  }

  public static void reviveDependents(Draft draft, Build revived, String why) {
    var open = new ArrayDeque<Build>(List.of(revived));
    while (!open.isEmpty()) {
      for (var id : draft.dependentsOf(open.remove().id())) {
        var dependent = draft.build(id);
        if (dependent != null
            && dependent.state() == BuildState.DEPENDENCY_FAILED
            && !dependent.dependencies().isEmpty()
            && culprit(draft, dependent.dependencies()) == null) {
          reviveOne(draft, dependent, dependent.lane(), dependent.dependencies(), why);
          open.add(dependent);
        }
      }
    }
  }

  /// The first of them that will not come by itself, or null.
  public static @Nullable Build culprit(View view, List<BuildId> dependencies) {
    for (var id : dependencies) {
      var row = view.build(id);
      if (row == null) {
        continue;
      }
      switch (row.state()) {
        case FAILED, DEPENDENCY_FAILED, CANCELLED -> {
          return row;
        }
        case BLOCKED, READY, BUILDING, DELIVERED, STAGED, RELEASED, SUPERSEDED -> {}
      }
    }
    return null;
  }
}
