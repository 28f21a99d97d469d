package slipway.scheduler.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Wanted;
import slipway.scheduler.judge.Consequences;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.Draft;

/// Decides the fate of each wanted build, dependencies first.
final class Fates {
  private final Draft draft;
  private final WantedGraph graph;
  private final boolean forced;
  private final Fate[] fates;

  /// @param forced whether a person asks for these alone, and means it; otherwise they are a whole
  ///   plan
  Fates(Draft draft, WantedGraph graph, boolean forced) {
    this.draft = draft;
    this.graph = graph;
    this.forced = forced;
    this.fates = new Fate[graph.size()];
  }

  boolean isForced() {
    return forced;
  }

  Fate[] decide() {
    int[] order = graph.order();
    for (int place = 0; place < order.length; place++) {
      int node = order[place];
      String cycle = place < graph.cycleFreeCount() ? "" : graph.cycle(node);
      fates[node] = decide(node, cycle);
    }
    return fates;
  }

  private Fate decide(int node, String cycle) {
    var wanted = graph.wanted(node);
    var old = draft.current(wanted.what());
    var needs = needs(node, wanted, cycle, old);
    return old != null && isThis(old, wanted) ? again(old, needs) : queue(old, needs);
  }

  private static boolean isThis(Build build, Wanted wanted) {
    return build.version().equals(wanted.version())
        && build.asked().fingerprint().equals(wanted.fingerprint());
  }

  /// What a build would wait for, and why it cannot be built if it cannot.
  private record Needs(List<BuildId> dependencies, String why, @Nullable BuildId culprit) {
    boolean arePossible() {
      return why.isEmpty();
    }
  }

  private Needs needs(int node, Wanted wanted, String cycle, @Nullable Build old) {
    String impediment = wanted.impediment().isEmpty() ? cycle : wanted.impediment();
    if (!impediment.isEmpty()) {
      return new Needs(List.of(), impediment, null);
    }
    var dependencies = new ArrayList<BuildId>();
    String why = "";
    BuildId culprit = null;
    for (int dependency : graph.dependencies(node)) {
      var fate = fates[dependency];
      if (fate.state().isUsable()) {
        continue;
      }
      dependencies.add(fate.build());
      if (!fate.isOnItsWay() && why.isEmpty()) {
        why = needs(graph.wanted(dependency), fate);
        culprit = fate.build();
      }
    }
    if (forced) {
      for (var what : wanted.dependencies()) {
        var outside = graph.contains(what) ? null : draft.current(what);
        if (outside == null || !draft.isUnfinished(outside.id(), wanted.what())) {
          continue;
        }
        dependencies.add(outside.id());
        if (!outside.isWaiting() && outside.state().isSettled() && why.isEmpty()) {
          why = Consequences.needs(outside);
          culprit = outside.id();
        }
      }
    }
    dependencies.addAll(elders(wanted.what(), old));
    return new Needs(dependencies, why, culprit);
  }

  private String needs(Wanted wanted, Fate fate) {
    var old = fate.old();
    if (old != null && old.id().equals(fate.build()) && old.state() == fate.state()) {
      return Consequences.needs(old);
    }
    return "Needs "
        + wanted.what().name()
        + "-"
        + wanted.version()
        + " for "
        + wanted.what().target()
        + ", which cannot be built.";
  }

  /// Older builds of the same package that the old one waits for, because they were nearly done.
  private List<BuildId> elders(PackageTarget what, @Nullable Build old) {
    if (old == null || !old.isWaiting()) {
      return List.of();
    }
    var elders = new ArrayList<BuildId>();
    for (var id : old.dependencies()) {
      var row = draft.build(id);
      if (row != null && row.what().equals(what) && draft.isUnfinished(id, what)) {
        elders.add(id);
      }
    }
    return elders;
  }

  /// The farm knows this very build.
  private Fate again(Build old, Needs needs) {
    return switch (old.state()) {
      case DELIVERED -> keep(old);
      case BUILDING -> {
        if (needs.arePossible()) {
          yield relink(old, needs);
        }
        // It goes on with what there is; if it has to begin again, it needs what will not come.
        yield needs.dependencies().isEmpty() ? keep(old) : relinkSettled(old, needs);
      }
      case STAGED -> forced ? queue(old, needs) : keep(old);
      case RELEASED -> forced || isLongAgo(old) ? queue(old, needs) : keep(old);
      case BLOCKED, READY -> relink(old, needs);
      case FAILED ->
          needs.arePossible() && (forced || hasNewDependency(old, needs))
              ? fate(Fate.Kind.REVIVE, old.id(), needs, old)
              : relinkSettled(old, needs);
      case DEPENDENCY_FAILED -> reconsider(old, needs);
      case CANCELLED -> {
        if (forced) {
          yield fate(Fate.Kind.REVIVE, old.id(), needs, old);
        }
        yield old.cancelledBy().isEmpty() ? queue(old, needs) : relinkSettled(old, needs);
      }
      case SUPERSEDED -> queue(old, needs);
    };
  }

  /// A plan may have been made before the release that it does not know of.
  private boolean isLongAgo(Build released) {
    return released.since().plus(draft.policy().remembering().lasting()).isBefore(draft.now());
  }

  private Fate keep(Build old) {
    return new Fate(
        Fate.Kind.KEEP, old.id(), old.state(), old.dependencies(), old.why(), null, old);
  }

  private Fate fate(Fate.Kind kind, BuildId id, Needs needs, @Nullable Build old) {
    var state =
        !needs.arePossible()
            ? BuildState.DEPENDENCY_FAILED
            : needs.dependencies().isEmpty() ? BuildState.READY : BuildState.BLOCKED;
    var really = !needs.arePossible() && kind != Fate.Kind.QUEUE ? Fate.Kind.FAIL : kind;
    return new Fate(
        really, id, state, List.copyOf(needs.dependencies()), needs.why(), needs.culprit(), old);
  }

  /// A running build goes on with what there is. If it has to begin again, it waits for what is
  /// there then.
  private Fate relink(Build old, Needs needs) {
    if (!needs.arePossible()) {
      return fate(Fate.Kind.FAIL, old.id(), needs, old);
    }
    if (waitsFor(old).equals(new HashSet<>(needs.dependencies()))) {
      return keep(old);
    }
    var fate = fate(Fate.Kind.RELINK, old.id(), needs, old);
    return old.state() == BuildState.BUILDING ? fate.in(BuildState.BUILDING) : fate;
  }

  /// What will not be tried by itself still follows the plan: it may be retried.
  private Fate relinkSettled(Build old, Needs needs) {
    if (waitsFor(old).equals(new HashSet<>(needs.dependencies()))) {
      return keep(old);
    }
    return new Fate(
        Fate.Kind.RELINK,
        old.id(),
        old.state(),
        List.copyOf(needs.dependencies()),
        old.why(),
        null,
        old);
  }

  private Set<BuildId> waitsFor(Build build) {
    var unfinished = new HashSet<BuildId>();
    for (var id : build.dependencies()) {
      if (draft.isUnfinished(id, build.what())) {
        unfinished.add(id);
      }
    }
    return unfinished;
  }

  private Fate reconsider(Build old, Needs needs) {
    if (!needs.arePossible()
        && needs.why().equals(old.why())
        && waitsFor(old).equals(new HashSet<>(needs.dependencies()))) {
      return keep(old);
    }
    return fate(Fate.Kind.REVIVE, old.id(), needs, old);
  }

  private static boolean hasNewDependency(Build old, Needs needs) {
    return !old.dependencies().containsAll(needs.dependencies());
  }

  private Fate queue(@Nullable Build old, Needs needs) {
    var needsToo = needs;
    if (old != null && mayFinish(old)) {
      var dependencies = new ArrayList<>(needs.dependencies());
      dependencies.add(old.id());
      needsToo = new Needs(dependencies, needs.why(), needs.culprit());
    }
    return fate(Fate.Kind.QUEUE, draft.nextBuild(), needsToo, old);
  }

  /// Whether an older build goes on beside the newer one, which then waits for it.
  boolean mayFinish(Build old) {
    return switch (old.state()) {
      case DELIVERED -> true;
      case BUILDING -> isNearlyDone(old);
      case BLOCKED, READY, STAGED, RELEASED, FAILED, DEPENDENCY_FAILED, SUPERSEDED, CANCELLED ->
          false;
    };
  }

  private boolean isNearlyDone(Build old) {
    var worker = draft.worker(old.worker());
    var attempt = old.attempt();
    var lease = worker == null || attempt == null ? null : worker.leaseOf(attempt);
    if (lease == null || draft.estimates().expectedOf(old.what()) == null) {
      return false;
    }
    long ranMillis = draft.now().toEpochMilli() - lease.started().toEpochMilli();
    return ranMillis * 100
        >= old.rank().expectedMillis() * draft.policy().limits().nearlyDonePercent();
  }
}
