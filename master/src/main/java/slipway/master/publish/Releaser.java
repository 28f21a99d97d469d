package slipway.master.publish;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.master.loop.FarmLoop;
import slipway.publisher.PublishedPackage;
import slipway.publisher.Publisher;
import slipway.publisher.ReleaseReport;
import slipway.scheduler.BuildId;
import slipway.scheduler.BuildState;
import slipway.scheduler.BuildView;
import slipway.scheduler.Command;
import slipway.scheduler.Farm;
import slipway.scheduler.Refused;

/// Makes finished sets visible: in the index first, then on every mirror, and believes it only when
/// it has seen them there.
final class Releaser {
  private static final Logger log = LoggerFactory.getLogger(Releaser.class);

  private final Publisher publisher;
  private final RepositoryView view;
  private final Mirrors mirrors;
  private final StagedBuilds stagedBuilds;
  private final Rollbacks rollbacks;
  private final Duration incompleteAfter;
  private final InstantSource time;

  /// Why staged packages wait, by architecture. Replaced as a whole.
  private volatile Map<String, List<String>> heldBack = Map.of();

  /// @param incompleteAfter for how long what a push built waits for the rest of it
  Releaser(
      Publisher publisher,
      RepositoryView view,
      Mirrors mirrors,
      StagedBuilds stagedBuilds,
      Rollbacks rollbacks,
      Duration incompleteAfter,
      InstantSource time) {
    this.publisher = publisher;
    this.view = view;
    this.mirrors = mirrors;
    this.stagedBuilds = stagedBuilds;
    this.rollbacks = rollbacks;
    this.incompleteAfter = incompleteAfter;
    this.time = time;
  }

  Map<String, List<String>> heldBack() {
    return heldBack;
  }

  /// Releases what is due, and tells the farm what has arrived on every mirror. The mirrors wake
  /// the loop when more has.
  void release(FarmLoop loop) throws IOException, InterruptedException, Refused {
    var held = new TreeMap<String, List<String>>();
    Map<String, List<BuildView>> indexed = new LinkedHashMap<>();
    boolean moved = rollbacks.run(loop, architecture -> dueNames(loop, architecture));
    Map<String, List<BuildView>> due = due(loop);
    Map<String, Set<String>> withheld = withheld(loop, held);
    for (var entry : due.entrySet()) {
      String architecture = entry.getKey();
      view.refresh(architecture);
      var back = withheld.getOrDefault(architecture, Set.of());
      var report = publisher.release(architecture, stagedNames(entry.getValue(), back));
      moved |= !report.released().isEmpty();
      view.refresh(architecture);
      var sentences = report.held().stream().map(ReleaseReport.Held::sentence).toList();
      var told = held.computeIfAbsent(architecture, _ -> new ArrayList<>());
      told.addAll(sentences);
      indexed.put(architecture, inIndex(entry.getValue(), told));
    }
    heldBack = Map.copyOf(held);
    seen(indexed, loop, moved);
  }

  /// What a push built, once all of it has ended; and what has waited for the rest of its push long
  /// enough: of that, only what is consistent will go.
  private Map<String, List<BuildView>> due(FarmLoop loop) {
    List<BuildId> longStaged = stagedBuilds.since(time.instant().minus(incompleteAfter));
    return loop.query(farm -> {
      var ids = new LinkedHashSet<BuildId>();
      farm.releasable().forEach(set -> ids.addAll(set.builds()));
      ids.addAll(longStaged);
      Map<String, List<BuildView>> builds = new TreeMap<>();
      ids.stream()
          .map(farm::build)
          .flatMap(Optional::stream)
          .filter(build -> build.state() == BuildState.STAGED)
          .forEach(build ->
              builds
                  .computeIfAbsent(build.what().target().architecture(), _ -> new ArrayList<>())
                  .add(build));
      return builds;
    });
  }

  /// What was rolled back, by architecture, and in `held` why.
  private Map<String, Set<String>> withheld(FarmLoop loop, Map<String, List<String>> held) {
    Map<String, Set<String>> withheld = new TreeMap<>();
    for (var rollback : loop.query(Farm::rollbacks)) {
      var waiting = rollbacks.waiting(rollback);
      if (!waiting.isEmpty()) {
        withheld.put(rollback.architecture(), Set.copyOf(rollback.pkgvers()));
        held.computeIfAbsent(rollback.architecture(), _ -> new ArrayList<>())
            .add(Rollbacks.sentence(rollback, waiting));
      }
    }
    return withheld;
  }

  private Set<String> dueNames(FarmLoop loop, String architecture) {
    return stagedNames(due(loop).getOrDefault(architecture, List.of()), Set.of());
  }

  private Set<String> stagedNames(List<BuildView> builds, Set<String> withheld) {
    return builds.stream()
        .flatMap(build -> view.packagesOf(build).stream())
        .filter(one -> one.staged() && !withheld.contains(one.pkgver()))
        .map(PublishedPackage::pkgname)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The builds whose packages are all in the index. Those that have none there, nor in the stage,
  /// are named in `held`.
  private List<BuildView> inIndex(List<BuildView> builds, List<String> held) {
    var found = new ArrayList<BuildView>();
    for (BuildView build : builds) {
      var packages = view.packagesOf(build);
      if (packages.isEmpty()) {
        held.add(
            "build %s of %s %s: its packages are neither in the stage nor in the index; force it"
                .formatted(build.build(), build.what(), build.version()));
      } else if (packages.stream().noneMatch(PublishedPackage::staged)) {
        found.add(build);
      }
    }
    return found;
  }

  /// Tells the farm which builds every mirror shows, and the mirrors which they should.
  private void seen(Map<String, List<BuildView>> indexed, FarmLoop loop, boolean moved)
      throws IOException, InterruptedException, Refused {
    Map<String, Set<String>> wanted = new TreeMap<>();
    var released = new ArrayList<BuildId>();
    for (var entry : indexed.entrySet()) {
      for (BuildView build : entry.getValue()) {
        Set<String> pkgvers =
            view.packagesOf(build).stream()
                .map(PublishedPackage::pkgver)
                .collect(Collectors.toSet());
        if (mirrors.allShow(entry.getKey(), pkgvers)) {
          released.add(build.build());
        } else {
          wanted.computeIfAbsent(entry.getKey(), _ -> new TreeSet<>()).addAll(pkgvers);
        }
      }
    }
    mirrors.want(wanted, moved);
    if (!released.isEmpty()) {
      loop.ask(new Command.Released(released));
      log.atInfo().addKeyValue("builds", released.size()).log("released, seen on every mirror");
    }
  }
}
