package slipway.cli.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import slipway.cli.Failure;
import slipway.cli.ctl.FarmOptions;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Lane;
import slipway.scheduler.simulate.BrokenInvariant;
import slipway.scheduler.simulate.Bug;
import slipway.scheduler.simulate.FaultSchedule;
import slipway.scheduler.simulate.Outlook;
import slipway.scheduler.simulate.WhatIf;

/// `slipway simulate`.
@Command(
    name = "simulate",
    description = {
      "Run the scheduler in a simulated farm: months in seconds.",
      "Without tables of your own: a year of Void Linux (durations and sizes are synthetic).",
      "docs/scheduler.md describes the formats.",
      "",
      "With --what-if: what would become of the farm itself, as it is now, if",
      "something were done with it. The state is that of the running farm at",
      "--master or, with --config, of a data directory that no master has.",
      "Several --what-if are done together. Each is one of:",
      WhatIfText.SYNTAX
    })
public final class SimulateCommand implements Callable<Integer> {
  @Option(
      names = "--graph",
      paramLabel = "DIR",
      description = "directory of graph-ARCHITECTURE.tsv.gz")
  private @Nullable Path graph;

  @Option(names = "--pushes", paramLabel = "FILE", description = "when which packages change")
  private @Nullable Path pushes;

  @Option(names = "--durations", paramLabel = "FILE", description = "how long each package builds")
  private @Nullable Path durations;

  @Option(names = "--sizes", paramLabel = "FILE", description = "how much disk each package needs")
  private @Nullable Path sizes;

  @Option(
      names = "--fleet",
      paramLabel = "FILE",
      description = "the workers, or \"plain\": nine slots that can build everything")
  private @Nullable Path fleet;

  @Option(names = "--faults", paramLabel = "FILE", description = "what goes wrong, and how often")
  private @Nullable Path faults;

  @Option(names = "--seed", paramLabel = "N", description = "of chance (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "leverage, weighted_shortest, shortest, longest_path, first_push, first_come or incumbent"
              + " (default: ${DEFAULT-VALUE})")
  private String policy = "leverage";

  @Option(names = "--world", description = "rebuild everything once, instead of the pushes")
  private boolean world;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "play so many random farms with random faults, and check every invariant")
  private long seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      description = "the first of them (default: ${DEFAULT-VALUE})")
  private long firstSeed;

  @Option(
      names = "--plant",
      hidden = true,
      paramLabel = "BUG",
      description = "plant a bug, to see it found: ${COMPLETION-CANDIDATES}")
  private Bug bug = Bug.NONE;

  @Option(
      names = "--what-if",
      paramLabel = "WHAT",
      description = "play the farm itself onward, as it is and if this were done")
  private List<String> whatIfs = List.of();

  @Option(
      names = "--plays",
      paramLabel = "N",
      description =
          "with --what-if: how often each is played (default: 21, or less where very much waits)")
  private int plays;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "with --what-if: the master's configuration; reads its data directory, no master")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "with --config: a copy of the data directory, such as a backup, instead of its own")
  private @Nullable Path data;

  @Mixin private FarmOptions farm = new FarmOptions();

  @Option(names = "--json", description = "print the figures as one line of JSON")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's spec");
    }
    if (seeds > 0) {
      return playSchedules(spec);
    }
    try {
      if (!whatIfs.isEmpty()) {
        return playOn(spec.commandLine().getOut());
      }
      figures().print(spec.commandLine().getOut(), json);
    } catch (IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    return 0;
  }

  private int playOn(PrintWriter out) throws IOException {
    if (data != null && config == null) {
      throw new Failure("--data wants --config beside it: the file says where the tree is.");
    }
    var zone = ZoneId.systemDefault();
    var typed = parse(Instant.now(), zone); // a typing error is told before anybody is asked
    boolean withTree = typed.stream().anyMatch(WhatIf.Bump.class::isInstance);
    var state =
        config == null
            ? FarmStates.ofMaster(farm, withTree)
            : FarmStates.ofDirectory(config, data, withTree);
    var meant = parse(state.at(), zone);
    var report = new WhatIfReport(Outlook.of(state, meant, plays), meant, zone);
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report.json()));
    } else {
      report.text().forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private List<WhatIf> parse(Instant now, ZoneId zone) {
    return whatIfs.stream().map(text -> WhatIfText.parse(text, now, zone)).toList();
  }

  private Figures figures() throws IOException {
    var tables = Inputs.world(graph, durations, sizes);
    var machines =
        fleet != null && fleet.toString().equals("plain")
            ? Inputs.plainFleet()
            : Inputs.fleet(fleet);
    var all = world ? Run.worldRebuild(tables) : Inputs.pushes(pushes);
    if (all.isEmpty()) {
      throw new Failure("The pushes change no package: there is nothing to simulate.");
    }
    var what = Inputs.faults(faults);
    var run =
        policy.equals("incumbent")
            ? Run.ofIncumbent(tables, all, what, seed)
            : Run.of(
                tables,
                machines,
                all,
                world ? Lane.BULK : Lane.PUSH,
                Run.policy(FarmPolicy.PushOrder.valueOf(policy.toUpperCase(Locale.ROOT))),
                what,
                seed);
    return run.figures(tables, machines, all);
  }

  private int playSchedules(CommandSpec command) throws IOException {
    long attempts = 0;
    long decisions = 0;
    long explanations = 0;
    long began = System.nanoTime();
    for (long one = firstSeed; one < firstSeed + seeds; one++) {
      var schedule = new FaultSchedule(one, bug);
      try {
        schedule.play();
      } catch (BrokenInvariant | IllegalStateException e) {
        throw new Failure(
            "Seed "
                + one
                + " breaks an invariant: "
                + e.getMessage()
                + " Again with --first-seed "
                + one
                + " --seeds 1.");
      }
      attempts += schedule.attemptCount();
      decisions += schedule.commandCount();
      explanations += schedule.explanationCount();
    }
    new Figures()
        .put("seeds", seeds)
        .put("broken", 0)
        .put("attempts", attempts)
        .put("decisions", decisions)
        .put("explanations_checked", explanations)
        .put("seconds", (System.nanoTime() - began) / 1_000_000_000)
        .print(command.commandLine().getOut(), json);
    return 0;
  }
}
