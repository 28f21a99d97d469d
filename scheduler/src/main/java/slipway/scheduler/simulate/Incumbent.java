package slipway.scheduler.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import slipway.scheduler.Command;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// The policy that Void Linux uses with Buildbot (void-linux/void-infrastructure, buildbot.cfg and
/// buildbot.nomad), to compare with.
///
/// - Each target has one builder, tied to one worker. A push requests a build on each; a request
///   that waits is replaced by a newer one.
/// - A build makes all that the tree has and the repository lacks, one package after another,
///   dependencies first and otherwise by name. Each is published as soon as it is made.
/// - The first failure ends the build. Nothing runs again until the next push.
///
/// Time for checkouts, scans and uploads is left out, and builds do not slow each other down, which
/// favours it.
public final class Incumbent {
  /// Which builder has which worker, and how many builds each worker runs at once.
  public record Wiring(Map<Target, String> workerByTarget, Map<String, Integer> slotsByWorker) {
    public Wiring {
      workerByTarget = new TreeMap<>(workerByTarget);
      slotsByWorker = new TreeMap<>(slotsByWorker);
    }
  }

  private final World world;
  private final Faults faults;
  private final Measurements measurements;
  private final Agenda agenda;
  private final SplittableRandom random;
  private final long seed;
  private final List<Builder> builders = new ArrayList<>();
  private final Map<String, Integer> freeSlots;
  private final Map<PackageTarget, List<String>> needsByPackage = new HashMap<>();
  private int pushCount;
  private int haltCount;
  private boolean isStarting;

  /// One target: at most one build, at most one pending request.
  private static final class Builder {
    final Target target;
    final String worker;
    final Map<String, Integer> wanted = new LinkedHashMap<>();
    final ArrayDeque<Making> rest = new ArrayDeque<>();
    long requestedMillis = -1;
    boolean isRunning;

    Builder(Target target, String worker) {
      this.target = target;
      this.worker = worker;
    }
  }

  private record Making(String name, int push) {}

  public Incumbent(
      World world,
      Wiring wiring,
      List<Simulation.Push> pushes,
      Faults faults,
      long seed,
      Measurements measurements) {
    this.world = world;
    this.faults = faults;
    this.seed = seed;
    this.measurements = measurements;
    this.random = new SplittableRandom(seed);
    this.agenda = new Agenda(0);
    this.freeSlots = new TreeMap<>(wiring.slotsByWorker());
    wiring.workerByTarget().forEach((target, worker) -> builders.add(new Builder(target, worker)));
    for (var push : pushes) {
      agenda.at(push.atMillis(), () -> push(push));
    }
  }

  /// Runs until nothing happens any more.
  public void run() {
    for (var next = agenda.next(Long.MAX_VALUE); next != null; ) {
      next.run();
      next = agenda.next(Long.MAX_VALUE);
    }
  }

  /// How many builds ended at a package that failed.
  public int haltCount() {
    return haltCount;
  }

  private void push(Simulation.Push push) {
    pushCount++;
    var what =
        new Command.Push("", Integer.toString(pushCount), "somebody", "", 1, push.packages());
    measurements.pushed(what, agenda.nowMillis());
    for (var builder : builders) {
      builder.requestedMillis = agenda.nowMillis();
      for (var name : push.packages()) {
        if (world.has(new PackageTarget(name, builder.target))) {
          builder.wanted.put(name, pushCount);
        }
      }
    }
    startSoon();
  }

  /// Builds start after all that happens at the same moment.
  private void startSoon() {
    if (!isStarting) {
      isStarting = true;
      agenda.in(0, this::start);
    }
  }

  private void start() {
    isStarting = false;
    builders.stream()
        .filter(builder -> !builder.isRunning && builder.requestedMillis >= 0)
        .sorted(
            Comparator.comparingLong((Builder builder) -> builder.requestedMillis)
                .thenComparing(builder -> builder.target))
        .forEach(this::start);
  }

  private void start(Builder builder) {
    if (freeSlots.getOrDefault(builder.worker, 0) <= 0) {
      return;
    }
    freeSlots.merge(builder.worker, -1, Integer::sum);
    builder.requestedMillis = -1;
    builder.isRunning = true;
    for (var name : sort(builder.wanted.keySet(), builder.target)) {
      builder.rest.add(new Making(name, builder.wanted.getOrDefault(name, 0)));
    }
    makeNext(builder);
  }

  /// Dependencies first, also those reached through packages that are not made; otherwise by name.
  private List<String> sort(Set<String> batch, Target target) {
    var order = new ArrayList<String>();
    var seen = new HashSet<String>();
    for (var root : batch.stream().sorted().toList()) {
      if (seen.add(root)) {
        visit(root, batch, target, seen, order);
      }
    }
    return order;
  }

  private void visit(
      String root, Set<String> batch, Target target, Set<String> seen, List<String> order) {
    record Visit(String name, Iterator<String> rest) {}
    var stack = new ArrayDeque<Visit>();
    stack.push(new Visit(root, needs(root, target)));
    while (!stack.isEmpty()) {
      var visit = stack.getFirst();
      String next = null;
      while (next == null && visit.rest().hasNext()) {
        var need = visit.rest().next();
        next = seen.add(need) ? need : null;
      }
      if (next != null) {
        stack.push(new Visit(next, needs(next, target)));
      } else {
        stack.pop();
        if (batch.contains(visit.name())) {
          order.add(visit.name());
        }
      }
    }
  }

  private Iterator<String> needs(String name, Target target) {
    return needsByPackage
        .computeIfAbsent(
            new PackageTarget(name, target),
            what ->
                world.dependencies(what).stream()
                    .filter(need -> need.target().equals(target))
                    .map(PackageTarget::name)
                    .sorted()
                    .toList())
        .iterator();
  }

  private void makeNext(Builder builder) {
    var making = builder.rest.peek();
    if (making == null) {
      builder.isRunning = false;
      freeSlots.merge(builder.worker, 1, Integer::sum);
      startSoon();
      return;
    }
    var what = new PackageTarget(making.name(), builder.target);
    agenda.in(world.effort(what).millis(), () -> made(builder, making, what));
  }

  private void made(Builder builder, Making making, PackageTarget what) {
    boolean bad = Chance.isBad(seed, what, Tree.version(making.push()), faults.packageFails());
    if (bad || random.nextDouble() < faults.attemptFails()) {
      haltCount++;
      builder.rest.clear();
    } else {
      builder.rest.remove();
      builder.wanted.remove(making.name(), making.push());
      measurements.staged(what, making.push(), agenda.nowMillis());
    }
    makeNext(builder);
  }
}
