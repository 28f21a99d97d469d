package slipway.cli.simulate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Wanted;
import slipway.scheduler.simulate.Faults;
import slipway.scheduler.simulate.Measurements;
import slipway.scheduler.simulate.Simulation;
import slipway.scheduler.simulate.World;

/// `slipway bench scheduler`.
@Command(
    name = "scheduler",
    description = {
      "The scheduler by itself: plan, decisions, queue length, a world rebuild, a year of pushes.",
      "Takes about two minutes. For the million: SLIPWAY_JAVA_OPTIONS=-Xmx1g with --part queue."
    })
public final class SchedulerBench implements Callable<Integer> {
  enum Part {
    ALL,
    PLAN,
    QUEUE,
    WORLD,
    YEAR,
    FAILURES
  }

  private static final int[] QUEUES = {1_000, 10_000, 100_000, 1_000_000};
  private static final long DECISIONS = 400_000;

  private static final int FAILURE_PUSHES = 1_000;
  private static final long HOUR_MILLIS = 3_600_000;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "one of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Part part = Part.ALL;

  @Option(names = "--json", description = "print the figures as one line of JSON")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, Refused {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    var figures = new Figures();
    if (isAsked(Part.QUEUE)) {
      queue(figures);
    }
    if (part != Part.QUEUE) {
      var world = Inputs.world(null, null, null);
      var pushes = Inputs.pushes(null);
      if (isAsked(Part.PLAN)) {
        plan(figures, world);
      }
      if (isAsked(Part.WORLD)) {
        world(figures, world);
      }
      if (isAsked(Part.YEAR)) {
        year(figures, world, pushes);
      }
      if (isAsked(Part.FAILURES)) {
        failures(figures, world, pushes);
      }
    }
    figures.print(spec.commandLine().getOut(), json);
    return 0;
  }

  private boolean isAsked(Part one) {
    return part == Part.ALL || part == one;
  }

  /// The plan of a world rebuild, decided and applied; the best of five, after the JVM has warmed
  /// up.
  private static void plan(Figures figures, World world) throws Refused {
    var wanted = new ArrayList<Wanted>();
    for (var what : world.all()) {
      List<PackageTarget> needs = world.dependencies(what).stream().filter(world::has).toList();
      wanted.add(new Wanted(what, "1_1", "0".repeat(40), "f", List.of(), needs, ""));
    }
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      var farm = new Farm(FarmPolicy.DEFAULT);
      long began = System.nanoTime();
      farm.decide(new slipway.scheduler.Command.Plan(null, wanted, Lane.BULK), Instant.EPOCH)
          .forEach(farm::apply);
      best = Math.min(best, System.nanoTime() - began);
    }
    figures.put("plan_builds", wanted.size()).put("plan_seconds", Run.round(best / 1e9));
  }

  private static void queue(Figures figures) throws Refused {
    nanosEach(QUEUES[1], figures); // until the JVM is warm
    var nanos = new LinkedHashMap<String, Object>();
    double slowest = 0;
    for (int queued : QUEUES) {
      double each = nanosEach(queued, figures);
      nanos.put(Integer.toString(queued), Math.round(each));
      slowest = Math.max(slowest, each);
    }
    figures
        .put("decision_nanoseconds_by_queue", nanos)
        .put("decisions_per_second_least", Math.round(1e9 / slowest));
  }

  /// The mean over many decisions: a short queue is filled again and again, by a new farm.
  private static double nanosEach(int queued, Figures figures) throws Refused {
    double nanos = 0;
    long decisions = 0;
    while (decisions < DECISIONS) {
      long heapBefore = queued == QUEUES[3] ? QueueBench.heapBytes() : 0;
      var bench = new QueueBench(queued);
      if (queued == QUEUES[3]) {
        figures.put("heap_mib_for_a_million_queued", (QueueBench.heapBytes() - heapBefore) >> 20);
      }
      nanos += bench.run(DECISIONS - decisions);
      decisions += bench.decisions();
    }
    return nanos / decisions;
  }

  private static void world(Figures figures, World world) throws IOException {
    var fleet = Inputs.fleet(null);
    var all = Run.worldRebuild(world);
    var run = Run.of(world, fleet, all, Lane.BULK, FarmPolicy.DEFAULT, Faults.NONE, 1);
    figures.put("world_rebuild", run.figures(world, fleet, all).values());
  }

  /// Every order over the same year, in the plain model of nine slots that build everything.
  private static void year(Figures figures, World world, List<Simulation.Push> pushes) {
    var byPolicy = new LinkedHashMap<String, Object>();
    var incumbent = Run.ofIncumbent(world, pushes, Faults.NONE, 1).measurements();
    byPolicy.put("incumbent", Figures.latency(incumbent.latencies()));
    var firstCome = measured(world, pushes, FarmPolicy.PushOrder.FIRST_COME, byPolicy);
    var firstPush = measured(world, pushes, FarmPolicy.PushOrder.FIRST_PUSH, byPolicy);
    measured(world, pushes, FarmPolicy.PushOrder.LONGEST_PATH, byPolicy);
    measured(world, pushes, FarmPolicy.PushOrder.SHORTEST, byPolicy);
    measured(world, pushes, FarmPolicy.PushOrder.WEIGHTED_SHORTEST, byPolicy);
    var ours = measured(world, pushes, FarmPolicy.PushOrder.LEVERAGE, byPolicy);
    var slowdowns = ours.slowdownsOver(firstCome, HOUR_MILLIS);
    var byPush = ours.slowdownsOver(firstPush, HOUR_MILLIS);
    figures
        .put("year_latency_seconds", byPolicy)
        .put("idle_slot_seconds_with_runnable_build", ours.idleMillis() / 1000)
        .put(
            "p95_over_incumbent",
            Run.round(
                ours.latencies().percentileMillis(95)
                    / (double) incumbent.latencies().percentileMillis(95)))
        .put("slowdown_over_first_push_most", byPush.mostMillis() / 1000.0)
        .put("share_slower_than_four_times_first_push", Run.round(byPush.shareAbove(4000)))
        .put("slowdown_over_first_come_p99", slowdowns.percentileMillis(99) / 1000.0)
        .put("slowdown_over_first_come_most", slowdowns.mostMillis() / 1000.0)
        .put("share_slower_than_four_times", Run.round(slowdowns.shareAbove(4000)))
        .put(
            "slowdown_over_last_of_push_most",
            ours.slowdownsOverPush(firstCome, HOUR_MILLIS).mostMillis() / 1000.0);
  }

  private static Measurements measured(
      World world,
      List<Simulation.Push> pushes,
      FarmPolicy.PushOrder order,
      Map<String, Object> byPolicy) {
    var run =
        Run.of(world, Inputs.plainFleet(), pushes, Lane.PUSH, Run.policy(order), Faults.NONE, 1);
    byPolicy.put(
        order.name().toLowerCase(Locale.ROOT), Figures.latency(run.measurements().latencies()));
    return run.measurements();
  }

  /// 2 % of versions that cannot be built, and 2 % of attempts that fail for the host; the first
  /// part of the year, because what has failed stays in every plan until it is mended.
  private static void failures(Figures figures, World world, List<Simulation.Push> year) {
    var pushes = year.subList(0, Math.min(FAILURE_PUSHES, year.size()));
    var faults = new Faults(0.02, 0.02, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, Duration.ZERO, 0);
    var byPolicy = new LinkedHashMap<String, Object>();
    var incumbent = Run.ofIncumbent(world, pushes, faults, 1);
    byPolicy.put("incumbent", withFailures(incumbent));
    byPolicy.put(
        "leverage",
        withFailures(
            Run.of(world, Inputs.plainFleet(), pushes, Lane.PUSH, FarmPolicy.DEFAULT, faults, 1)));
    figures
        .put("pushes_with_failures", pushes.size())
        .put("with_failures_latency_seconds", byPolicy)
        .put("incumbent_batches_halted", incumbent.haltCount());
  }

  private static Map<String, Object> withFailures(Run run) {
    var figures = Figures.latency(run.measurements().latencies());
    figures.put("built", run.measurements().latencies().count());
    figures.put("never_built", run.measurements().neverBuiltCount());
    return figures;
  }
}
