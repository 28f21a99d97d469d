package slipway.master.plan;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.catalog.Catalog;
import slipway.catalog.CatalogConfig;
import slipway.catalog.CatalogSnapshot;
import slipway.master.farm.TreeView.Reported;
import slipway.master.history.History;
import slipway.master.loop.FarmLoop;
import slipway.scheduler.Command;
import slipway.scheduler.Event;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;

/// One look at the tree after the other: fetch, evaluate, compare, and tell the farm what is
/// wanted.
final class TreeReader implements PlanLoop.Look, AutoCloseable {
  /// A plan that the farm makes by itself of more builds than this is a world rebuild.
  private static final int BULK_FROM = 1_000;

  private static final int PACKAGES_NAMED_MAX = 50;
  private static final Logger log = LoggerFactory.getLogger(TreeReader.class);

  private final CatalogConfig config;
  private final String branch;
  private final History history;
  private final Function<String, Map<String, String>> published;
  private final Function<PackageTarget, Optional<String>> released;
  private final InstantSource time;
  private final Problems problems = new Problems();
  private final AtomicReference<TreeState> state = new AtomicReference<>(TreeState.UNREAD);
  private @Nullable Catalog catalog;

  /// @param published by architecture: binary package to pkgver, stage included
  /// @param released the version in the repository's index
  TreeReader(
      CatalogConfig config,
      String branch,
      History history,
      Function<String, Map<String, String>> published,
      Function<PackageTarget, Optional<String>> released,
      InstantSource time) {
    this.config = config;
    this.branch = branch;
    this.history = history;
    this.published = published;
    this.released = released;
    this.time = time;
  }

  TreeState state() {
    return state.get();
  }

  @Override
  public Reported at(List<PlanLoop.Report> reports, FarmLoop farm) throws IOException, Refused {
    var opened = open();
    opened.fetch();
    String commit = opened.resolve(branch);
    for (PlanLoop.Report report : reports) {
      if (!report.commit().isEmpty()) {
        opened.resolve(report.commit());
      }
    }
    var snapshot = opened.at(commit);
    var directories = opened.directories(commit);
    var wanted = new WantedBuilds(snapshot, directories).of(publishedByArchitecture());
    state.set(read(snapshot, directories));
    var push = push(opened, commit, reports, wanted);
    var decision = farm.ask(new Command.Plan(push, wanted, lane(reports, wanted)));
    return tell(decision, commit, snapshot.problems().size());
  }

  @Override
  public void failed(Exception why) {
    var text =
        "The tree cannot be read: %s The farm goes on with what it knows, and tries again."
            .formatted(why.getMessage());
    state.updateAndGet(before -> before.withProblems(problems.unreadable(text, time.instant())));
  }

  private Catalog open() throws IOException {
    var current = catalog;
    if (current == null) {
      current = Catalog.open(config);
      catalog = current;
    }
    return current;
  }

  private Map<String, Map<String, String>> publishedByArchitecture() {
    var byArchitecture = new HashMap<String, Map<String, String>>();
    for (slipway.catalog.Target target : config.targets()) {
      byArchitecture.computeIfAbsent(target.architecture(), published);
    }
    return byArchitecture;
  }

  private TreeState read(CatalogSnapshot snapshot, Map<String, String> directories) {
    var buildable = new HashMap<Target, Long>();
    var missing = new TreeMap<PackageTarget, String>();
    snapshot
        .targets()
        .forEach((ofCatalog, packages) -> {
          var target = TreeState.ofFarm(ofCatalog);
          long count = 0;
          for (var definition : packages.packages().values()) {
            if (definition.availability().isBuildable()) {
              count++;
              var what = new PackageTarget(definition.name(), target);
              if (!released.apply(what).equals(Optional.of(definition.versionRevision()))) {
                missing.put(what, definition.versionRevision());
              }
            }
          }
          buildable.put(target, count);
        });
    return new TreeState(
        snapshot, directories, buildable, missing, problems.of(snapshot, time.instant()));
  }

  /// The push that led here, or null if the tree is the one that was planned last.
  private Command.@Nullable Push push(
      Catalog opened, String commit, List<PlanLoop.Report> reports, List<Wanted> wanted)
      throws IOException {
    var pushes = history.pushes(0, 1).documents();
    String planned = pushes.isEmpty() ? "" : pushes.getFirst().getNewCommit();
    if (planned.equals(commit)) {
      return null;
    }
    var range = opened.between(planned, commit);
    var packages =
        planned.isEmpty()
            ? wanted.stream().map(one -> one.what().name()).distinct().sorted().toList()
            : List.copyOf(opened.changed(planned, commit));
    String who = reports.isEmpty() ? range.author() : String.join(", ", names(reports));
    return new Command.Push(
        planned,
        commit,
        who,
        range.title(),
        range.count(),
        packages.stream().limit(PACKAGES_NAMED_MAX).toList());
  }

  private static List<String> names(List<PlanLoop.Report> reports) {
    return reports.stream().map(PlanLoop.Report::who).distinct().limit(3).toList();
  }

  private static Lane lane(List<PlanLoop.Report> reports, List<Wanted> wanted) {
    return reports.stream()
        .map(PlanLoop.Report::lane)
        .min(Lane::compareTo)
        .orElse(wanted.size() >= BULK_FROM ? Lane.BULK : Lane.PUSH);
  }

  private static Reported tell(FarmLoop.Decision decision, String commit, int problemCount) {
    long push = 0;
    int queued = 0;
    var targets = new HashSet<Target>();
    for (Event event : decision.events()) {
      switch (event) {
        case Event.PushPlanned planned -> push = planned.push().value();
        case Event.BuildQueued build -> {
          queued++;
          targets.add(build.what().target());
        }
        case Event.BuildRevived _ -> queued++;
        default -> {}
      }
    }
    log.atInfo()
        .addKeyValue("commit", commit)
        .addKeyValue("push", push)
        .addKeyValue("builds", queued)
        .addKeyValue("problems", problemCount)
        .log("planned");
    String text =
        queued == 0
            ? "Commit %s calls for no new build.".formatted(commit.substring(0, 10))
            : "Commit %s calls for %d builds for %s."
                .formatted(
                    commit.substring(0, 10),
                    queued,
                    targets.isEmpty() ? "the same targets as before" : sorted(targets));
    return new Reported(push, queued, text);
  }

  private static String sorted(Set<Target> targets) {
    var names = new ArrayList<String>();
    targets.stream().sorted().forEach(target -> names.add(target.toString()));
    return String.join(", ", names);
  }

  @Override
  public void close() {
    if (catalog != null) {
      catalog.close();
    }
  }
}
