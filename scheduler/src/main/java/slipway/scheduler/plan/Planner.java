package slipway.scheduler.plan;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.judge.Consequences;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;

/// Turns what is wanted into events: the difference to what is on its way, and no more. O(wanted +
/// their dependencies + what is on its way).
public final class Planner {
  private final Draft draft;
  private final Reservations reservations;

  public Planner(Draft draft) {
    this.draft = draft;
    this.reservations = new Reservations(draft);
  }

  public void plan(Command.Plan plan) {
    var graph = new WantedGraph(plan.wanted());
    var decider = new Fates(draft, graph, false);
    var fates = decider.decide();
    var ranks = new Ranks(draft, graph, fates, plan.lane());
    long push = 0;
    if (plan.push() != null) {
      var id = draft.nextPush();
      push = id.value();
      draft.emit(new Event.PushPlanned(draft.now(), id, plan.push(), countQueued(fates)));
    }
    for (int node : graph.order()) {
      carryOut(graph, node, fates[node], ranks, new Cause(push, "", false), decider);
    }
    cancelUnwanted(graph);
  }

  /// Builds these whatever the repository has.
  public void force(Command.Force force) {
    var graph = new WantedGraph(force.wanted());
    var decider = new Fates(draft, graph, true);
    var fates = decider.decide();
    var ranks = new Ranks(draft, graph, fates, force.lane());
    draft.emit(
        new Event.ActionTaken(draft.now(), force.actor(), "force " + names(graph), force.reason()));
    for (int node : graph.order()) {
      var fate = fates[node];
      var what = graph.wanted(node).what();
      boolean follows = force.followers().contains(what);
      carryOut(graph, node, fate, ranks, new Cause(0, force.actor(), follows), decider);
      var build = draft.build(fate.build());
      if (!follows) {
        Consequences.needIfItFollows(draft, fate.build(), "Forced by " + force.actor() + ".");
      }
      if (build != null && fate.isWaiting()) {
        int place = force.first() ? -1 : 0;
        if (force.first() || (fate.kind() != Fate.Kind.QUEUE && fate.kind() != Fate.Kind.REVIVE)) {
          Moves.move(draft, build, force.lane(), place, force.actor());
        }
        Moves.raiseDependencies(draft, build, force.lane(), place, force.actor());
      }
      if (build != null && fate.kind() == Fate.Kind.REVIVE) {
        Consequences.reviveDependents(draft, build, "What it needs is tried again.");
      }
    }
  }

  private static String names(WantedGraph graph) {
    var names = new ArrayList<String>();
    for (int node = 0; node < Math.min(20, graph.size()); node++) {
      names.add(graph.wanted(node).what().toString());
    }
    return String.join(", ", names)
        + (graph.size() > 20 ? " and " + (graph.size() - 20) + " more" : "");
  }

  private static int countQueued(Fate[] fates) {
    int count = 0;
    for (var fate : fates) {
      if (fate.kind() == Fate.Kind.QUEUE) {
        count++;
      }
    }
    return count;
  }

  /// What calls for a build.
  private record Cause(long push, String actor, boolean follows) {}

  private void carryOut(
      WantedGraph graph, int node, Fate fate, Ranks ranks, Cause cause, Fates decider) {
    String actor = cause.actor();
    Instant now = draft.now();
    switch (fate.kind()) {
      case QUEUE -> {
        queue(graph, node, fate, ranks, cause);
        supersede(fate, decider);
      }
      case REVIVE -> {
        draft.emit(
            new Event.BuildRevived(
                now,
                fate.build(),
                fate.state(),
                ranks.lane(node),
                fate.dependencies(),
                actor.isEmpty() ? "What it needs has changed." : "Forced by " + actor + "."));
        rank(node, fate, ranks);
      }
      case RELINK -> {
        draft.emit(
            new Event.DependenciesChanged(now, fate.build(), fate.state(), fate.dependencies()));
        rank(node, fate, ranks);
      }
      case FAIL -> {
        var culprit = fate.culprit() == null ? fate.build() : fate.culprit();
        draft.emit(new Event.BuildDependencyFailed(now, fate.build(), culprit, fate.why()));
        if (fate.old() != null && !fate.old().dependencies().equals(fate.dependencies())) {
          draft.emit(
              new Event.DependenciesChanged(now, fate.build(), fate.state(), fate.dependencies()));
        }
      }
      case KEEP -> {
        if (fate.isWaiting()) {
          rank(node, fate, ranks);
        }
      }
    }
  }

  private void queue(WantedGraph graph, int node, Fate fate, Ranks ranks, Cause cause) {
    var wanted = graph.wanted(node);
    draft.emit(
        new Event.BuildQueued(
            draft.now(),
            fate.build(),
            wanted.what(),
            wanted.version(),
            wanted.commit(),
            wanted.fingerprint(),
            wanted.subpackages(),
            ranks.lane(node),
            cause.push(),
            fate.state(),
            fate.dependencies(),
            reservations.of(
                wanted.what().target().host(), draft.estimates().expectedOf(wanted.what())),
            ranks.rank(node),
            fate.why(),
            cause.actor(),
            cause.follows()));
  }

  private void supersede(Fate fate, Fates decider) {
    var old = fate.old();
    if (old == null || old.state().isUsable() || decider.mayFinish(old)) {
      return;
    }
    switch (old.state()) {
      case BLOCKED, READY, BUILDING, FAILED, DEPENDENCY_FAILED, CANCELLED -> {
        Consequences.superseded(draft, old, fate.build());
        followSuccessor(old, fate.build(), decider.isForced());
      }
      case DELIVERED, STAGED, RELEASED, SUPERSEDED -> {}
    }
  }

  /// Those who wait for the old build, and whom the plan does not see, wait for the new one.
  private void followSuccessor(Build old, BuildId successor, boolean isForced) {
    for (var id : draft.dependentsOf(old.id())) {
      var dependent = draft.build(id);
      if (dependent == null
          || !dependent.isWaiting()
          || !(isForced || dependent.isForced())
          || !dependent.dependencies().contains(old.id())) {
        continue;
      }
      var dependencies = new ArrayList<>(dependent.dependencies());
      dependencies.replaceAll(dependency -> dependency.equals(old.id()) ? successor : dependency);
      draft.emit(new Event.DependenciesChanged(draft.now(), id, dependent.state(), dependencies));
    }
  }

  private void rank(int node, Fate fate, Ranks ranks) {
    var build = draft.build(fate.build());
    if (build == null) {
      return;
    }
    if (!build.rank().equals(ranks.rank(node))) {
      draft.emit(new Event.BuildRanked(draft.now(), build.id(), ranks.rank(node)));
    }
    if (ranks.lane(node).compareTo(build.lane()) < 0) {
      Moves.move(draft, build, ranks.lane(node), build.place(), "a build that needs it");
    }
  }

  /// What is on its way, or was given up, and not wanted any more.
  private void cancelUnwanted(WantedGraph graph) {
    var neededByForced = neededByForced();
    draft.base().currentBuilds().stream()
        .filter(build -> !graph.contains(build.what()) && (!build.isForced() || isStranded(build)))
        .filter(build -> isCancellable(build) && !neededByForced.contains(build.id()))
        .sorted(Comparator.comparing(Build::id))
        .forEach(build -> Consequences.cancelled(draft, build, "", "No plan wants it any more."));
  }

  /// It was to be built if something else came out otherwise, and that failed.
  private static boolean isStranded(Build build) {
    return build.follows() && build.state() == BuildState.DEPENDENCY_FAILED;
  }

  private static boolean isCancellable(Build build) {
    return switch (build.state()) {
      case BLOCKED, READY, BUILDING, FAILED, DEPENDENCY_FAILED -> true;
      case CANCELLED -> !build.cancelledBy().isEmpty();
      case DELIVERED, STAGED, RELEASED, SUPERSEDED -> false;
    };
  }

  private Set<BuildId> neededByForced() {
    var needed = new HashSet<BuildId>();
    var open = new ArrayDeque<Build>();
    for (var build : draft.base().currentBuilds()) {
      if (build.isForced() && build.isWaiting()) {
        open.add(build);
      }
    }
    while (!open.isEmpty()) {
      for (var id : open.remove().dependencies()) {
        var dependency = draft.build(id);
        if (dependency != null && dependency.isWaiting() && needed.add(id)) {
          open.add(dependency);
        }
      }
    }
    return needed;
  }
}
