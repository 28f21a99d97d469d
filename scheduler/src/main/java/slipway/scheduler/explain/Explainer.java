package slipway.scheduler.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.BuildId;
import slipway.scheduler.Event;
import slipway.scheduler.Explanation;
import slipway.scheduler.Explanation.Fact;
import slipway.scheduler.Lease;
import slipway.scheduler.Target;
import slipway.scheduler.Texts;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.View;
import slipway.scheduler.ledger.WorkerRow;
import slipway.scheduler.place.Obstacle;
import slipway.scheduler.place.Obstacles;

/// Says why a build is not running, from the same facts as the placement decides by.
public final class Explainer {
  /// How many dependencies, and how long a chain of them, a person wants to read.
  private static final int FACTS_MAX = 12;

  private final View view;
  private final Instant now;

  public Explainer(View view, Instant now) {
    this.view = view;
    this.now = now;
  }

  public Explanation explain(BuildId id) {
    var build = view.build(id);
    if (build == null) {
      return new Explanation(
          "The farm does not hold build "
              + id
              + " any more: it was released, superseded or not wanted. Its history says which.",
          List.of());
    }
    if (build.isUnchanged()) {
      return only(build.why(), build);
    }
    return switch (build.state()) {
      case BLOCKED -> blocked(build);
      case READY -> ready(build);
      case BUILDING -> building(build);
      case DELIVERED -> only("Its packages are on their way into the stage.", build);
      case STAGED ->
          only(
              "Staged. It is released together with the builds of the same push for "
                  + build.what().target().architecture()
                  + ".",
              build);
      case RELEASED -> only("Released.", build);
      case FAILED -> withPast(build.why(), build);
      case DEPENDENCY_FAILED -> dependencyFailed(build);
      case SUPERSEDED -> only("A newer version is wanted: build " + build.other() + ".", build);
      case CANCELLED -> only(build.why(), build);
    };
  }

  private static Explanation only(String sentence, Build build) {
    return new Explanation(sentence, List.of(new Fact(sentence, build.id().value(), "")));
  }

  private Explanation blocked(Build build) {
    var unfinished = new ArrayList<Build>();
    for (var id : build.dependencies()) {
      var dependency = view.build(id);
      if (dependency != null && view.isUnfinished(id, build.what())) {
        unfinished.add(dependency);
      }
    }
    if (unfinished.isEmpty()) {
      return only("Waits for something that has just been staged.", build);
    }
    var facts = new ArrayList<Fact>();
    for (var dependency : unfinished) {
      if (facts.size() < FACTS_MAX) {
        facts.add(fact("waits for " + dependency + ", which " + doing(dependency), dependency));
      }
    }
    facts.addAll(chain(unfinished.getFirst()));
    String sentence =
        "Waits for "
            + (unfinished.size() == 1
                ? unfinished.getFirst().toString()
                : unfinished.size() + " dependencies, first " + unfinished.getFirst().toString())
            + ", which "
            + doing(unfinished.getFirst())
            + ".";
    return new Explanation(sentence, facts);
  }

  /// What a dependency waits for itself, and so on, down to one that waits for no other.
  private List<Fact> chain(Build first) {
    var facts = new ArrayList<Fact>();
    Build build = first;
    while (build != null && facts.size() < FACTS_MAX) {
      var next = firstUnfinished(build);
      if (next == null) {
        if (!build.isWaiting()) {
          break;
        }
        facts.addAll(ready(build).facts());
        break;
      }
      facts.add(fact(build + " waits for " + next + ", which " + doing(next), next));
      build = next;
    }
    return facts;
  }

  private @Nullable Build firstUnfinished(Build build) {
    for (var id : build.dependencies()) {
      if (view.isUnfinished(id, build.what())) {
        return view.build(id);
      }
    }
    return null;
  }

  private String doing(Build build) {
    return switch (build.state()) {
      case BLOCKED -> "waits for dependencies itself";
      case READY -> build.isHeld() ? "is held" : "waits for a worker";
      case BUILDING -> "is building on " + build.worker() + progress(build);
      case DELIVERED -> "is on its way into the stage";
      case STAGED, RELEASED -> "is done";
      case FAILED -> "failed";
      case DEPENDENCY_FAILED -> "cannot be built";
      case SUPERSEDED -> "was superseded";
      case CANCELLED -> "was cancelled";
    };
  }

  private String progress(Build build) {
    var lease = leaseOf(build);
    return lease == null
        ? ""
        : " for "
            + Texts.span(Duration.between(lease.started(), now))
            + " of an expected "
            + Texts.span(build.expected());
  }

  private @Nullable Lease leaseOf(Build build) {
    var worker = view.worker(build.worker());
    var attempt = build.attempt();
    return worker == null || attempt == null ? null : worker.leaseOf(attempt);
  }

  private Explanation building(Build build) {
    return withPast("Is building on " + build.worker() + progress(build) + ".", build);
  }

  private Explanation dependencyFailed(Build build) {
    var facts = new ArrayList<Fact>();
    facts.add(fact(build.why(), build));
    var id = build.other();
    var culprit = id == null || id.equals(build.id()) ? null : view.build(id);
    if (culprit != null) {
      facts.add(fact(culprit + ": " + culprit.why(), culprit));
    }
    return new Explanation(build.why(), facts);
  }

  private Explanation ready(Build build) {
    var attempt = build.attempt();
    if (attempt != null) {
      return onWorker(
          "Waits until its attempt "
              + attempt
              + " on "
              + build.worker()
              + ", which was cancelled, has stopped.",
          build);
    }
    var paused = view.paused();
    if (paused != null) {
      String sentence =
          "The farm is paused by "
              + paused.actor()
              + (paused.reason().isEmpty() ? "." : ": " + paused.reason());
      return withPast(sentence, build);
    }
    var hold = view.arrangements().holdOf(build.what());
    if (hold != null) {
      return withPast(sentence(hold), build);
    }
    if (build.notBefore().isAfter(now)) {
      return withPast(
          "Is tried again in "
              + Texts.span(Duration.between(now, build.notBefore()))
              + ". "
              + build.why(),
          build);
    }
    return withoutWorker(build);
  }

  private static String sentence(Event.BuildsHeld hold) {
    String what = hold.packageName().isEmpty() ? "all packages" : hold.packageName();
    String where = hold.target().equals(Target.ANY) ? "" : " for " + hold.target();
    return "Is held by "
        + hold.actor()
        + " with "
        + what
        + where
        + (hold.reason().isEmpty() ? "." : ": " + hold.reason());
  }

  private static Explanation onWorker(String sentence, Build build) {
    return new Explanation(
        sentence, List.of(new Fact(sentence, build.id().value(), build.worker())));
  }

  /// No worker can take it now: for each, why.
  private Explanation withoutWorker(Build build) {
    String host = build.what().target().host();
    var facts = new ArrayList<Fact>();
    var obstacles = new ArrayList<Obstacle>();
    int serving = 0;
    for (var worker : view.workers()) {
      var obstacle = Obstacles.of(view, worker, build, now);
      if (obstacle instanceof Obstacle.OtherHost) {
        continue;
      }
      serving++;
      if (obstacle == null) {
        return onWorker("Is about to start on " + worker.name() + ".", build);
      }
      obstacles.add(obstacle);
      facts.addAll(facts(worker, obstacle));
    }
    facts.addAll(past(build));
    return new Explanation(sentence(host, serving, obstacles), facts);
  }

  private static String sentence(String host, int serving, List<Obstacle> obstacles) {
    if (serving == 0) {
      return "No worker of this farm runs programs of " + host + ".";
    }
    long neededBytes = 0;
    long roomiestBytes = 0;
    boolean slots = false;
    boolean disk = false;
    boolean windows = false;
    for (var obstacle : obstacles) {
      slots |= obstacle instanceof Obstacle.NoSlot || obstacle instanceof Obstacle.Suspected;
      windows |= obstacle instanceof Obstacle.InWindow || obstacle instanceof Obstacle.EndsTooLate;
      if (obstacle instanceof Obstacle.DiskShort(var needed, _, var roomiest)) {
        disk = true;
        neededBytes = Math.max(neededBytes, needed);
        roomiestBytes = Math.max(roomiestBytes, roomiest);
      }
    }
    if (slots) {
      return "Waits for a slot on a worker for " + host + ".";
    }
    if (disk) {
      return "Needs "
          + Texts.bytes(neededBytes)
          + " of disk on a worker for "
          + host
          + "; the roomiest has "
          + Texts.bytes(roomiestBytes)
          + (roomiestBytes < neededBytes ? "." : ", and others use it now.");
    }
    if (windows && obstacles.size() > 1) {
      return "Waits for the end of a maintenance window: none of the "
          + serving
          + " workers for "
          + host
          + " can take it before.";
    }
    return obstacles.size() == 1
        ? "The one worker for " + host + " " + Obstacles.sentence(obstacles.getFirst()) + "."
        : "None of the " + serving + " workers for " + host + " can take it now.";
  }

  private List<Fact> facts(WorkerRow worker, Obstacle obstacle) {
    var facts = new ArrayList<Fact>();
    facts.add(new Fact(worker.name() + " " + Obstacles.sentence(obstacle), 0, worker.name()));
    if (obstacle instanceof Obstacle.NoSlot || obstacle instanceof Obstacle.Suspected) {
      for (var lease : worker.leases()) {
        var running = view.build(lease.build());
        if (running != null) {
          facts.add(
              new Fact(
                  worker.name() + " runs " + running + progress(running),
                  running.id().value(),
                  worker.name()));
        }
      }
    }
    return facts;
  }

  private Explanation withPast(String sentence, Build build) {
    var facts = new ArrayList<Fact>();
    facts.add(fact(sentence, build));
    facts.addAll(past(build));
    return new Explanation(sentence, facts);
  }

  /// How its earlier attempts ended.
  private static List<Fact> past(Build build) {
    var facts = new ArrayList<Fact>();
    for (var end : build.ends()) {
      facts.add(
          new Fact(
              "attempt " + end.attempt() + " on " + end.worker() + ": " + end.consequence(),
              build.id().value(),
              end.worker()));
    }
    return facts;
  }

  private static Fact fact(String text, Build build) {
    return new Fact(text, build.id().value(), build.attempt() == null ? "" : build.worker());
  }
}
