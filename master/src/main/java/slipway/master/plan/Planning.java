package slipway.master.plan;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.catalog.CatalogConfig;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.PackageDefinition;
import slipway.master.door.NoLeader;
import slipway.master.farm.TreeView;
import slipway.master.history.History;
import slipway.master.loop.FarmLoop;
import slipway.master.wire.Wire;
import slipway.proto.PackageDetails;
import slipway.proto.PackageOnTarget;
import slipway.proto.Problem;
import slipway.scheduler.Lane;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Refused;
import slipway.scheduler.Target;
import slipway.scheduler.Wanted;
import slipway.scheduler.simulate.FarmState;

/// The planning side of a master: its loop, and what others may ask of the tree.
public final class Planning implements TreeView, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Planning.class);
  private static final int DEPENDENTS_SHOWN = 200;

  private final TreeReader reader;
  private final PlanLoop loop;
  private final Function<PackageTarget, Optional<String>> released;
  private final boolean earlyCutOff;

  /// @param published by architecture: binary package to pkgver, stage included
  /// @param released the version in the repository's index
  /// @param earlyCutOff whether what depends on a rebuilt package is only built if that has changed
  public Planning(
      CatalogConfig config,
      String branch,
      Duration every,
      History history,
      Function<String, Map<String, String>> published,
      Function<PackageTarget, Optional<String>> released,
      boolean earlyCutOff,
      InstantSource time) {
    this.released = released;
    this.earlyCutOff = earlyCutOff;
    reader = new TreeReader(config, branch, history, published, released, time);
    loop = new PlanLoop(reader, every);
  }

  public void begin(FarmLoop farm) {
    loop.begin(farm);
  }

  public void end() {
    loop.end();
  }

  /// The part of the repository that a package goes to; nothing while the tree has not been read.
  public Optional<String> partOf(PackageTarget what) {
    var state = reader.state();
    return state.isRead()
        ? Optional.of(state.definition(what).map(PackageDefinition::repository).orElse(""))
        : Optional.empty();
  }

  @Override
  public List<Problem> problems() {
    return reader.state().problems();
  }

  @Override
  public Counts counts(Target target) {
    var state = reader.state();
    long wanted = state.buildable().getOrDefault(target, 0L);
    long missing =
        state.versionByMissing().entrySet().stream()
            .filter(entry -> entry.getKey().target().equals(target))
            .filter(entry -> !released.apply(entry.getKey()).equals(Optional.of(entry.getValue())))
            .count();
    return new Counts(wanted, wanted - missing);
  }

  @Override
  public Optional<PackageDetails> packageDetails(String name) {
    var snapshot = reader.state().snapshot();
    if (snapshot == null) {
      return Optional.empty();
    }
    var details = PackageDetails.newBuilder().setPackage(name);
    var subpackages = new TreeSet<String>();
    snapshot
        .targets()
        .forEach((target, catalog) ->
            catalog
                .find(name)
                .ifPresent(definition -> {
                  details.setShortDescription(definition.template().shortDescription());
                  subpackages.addAll(definition.subpackages());
                  details.addTargets(onTarget(snapshot, target, definition));
                }));
    return details.getTargetsCount() == 0
        ? Optional.empty()
        : Optional.of(details.addAllSubpackages(subpackages).build());
  }

  private static PackageOnTarget onTarget(
      CatalogSnapshot snapshot, slipway.catalog.Target target, PackageDefinition definition) {
    var availability = definition.availability();
    var on =
        PackageOnTarget.newBuilder()
            .setTarget(Wire.target(TreeState.ofFarm(target)))
            .setWantedVersion(definition.versionRevision())
            .setUnavailable(availability.isBuildable() ? "" : availability.summary())
            .addAllHostDependencies(definition.hostDependencies())
            .addAllTargetDependencies(definition.targetDependencies());
    snapshot.target(target).packages().values().stream()
        .filter(other -> other.targetDependencies().contains(definition.name()))
        .limit(DEPENDENTS_SHOWN)
        .forEach(other -> on.addDependents(other.name()));
    return on.build();
  }

  @Override
  public Rebuild rebuild(List<String> packages, List<Target> targets, boolean withDependents)
      throws Refused {
    var state = reader.state();
    var snapshot = state.snapshot();
    if (snapshot == null) {
      throw new Refused(
          Refused.Reason.NOT_NOW, "The tree has not been read yet; the list of problems says why.");
    }
    var builds = new WantedBuilds(snapshot, state.directories());
    var wanted = named(snapshot, builds, packages, targets);
    if (!withDependents) {
      return new Rebuild(wanted, Set.of());
    }
    if (!earlyCutOff) {
      throw new Refused(
          Refused.Reason.NOT_NOW,
          "early-cut-off is off in the master's configuration: what is rebuilt though it is published would be refused, and all that depends on it fail.");
    }
    var dependents = published(Dependents.of(wanted, buildable(snapshot, builds, targets)));
    wanted.addAll(dependents);
    return new Rebuild(wanted, dependents.stream().map(Wanted::what).collect(Collectors.toSet()));
  }

  private static List<Wanted> named(
      CatalogSnapshot snapshot, WantedBuilds builds, List<String> packages, List<Target> targets)
      throws Refused {
    var wanted = new ArrayList<Wanted>();
    for (String name : new TreeSet<>(packages)) {
      var reasons = new TreeMap<String, String>();
      int before = wanted.size();
      for (slipway.catalog.Target ofCatalog : snapshot.targets().keySet()) {
        var target = TreeState.ofFarm(ofCatalog);
        var definition = snapshot.packages(ofCatalog).get(name);
        if (definition == null || !(targets.isEmpty() || targets.contains(target))) {
          continue;
        }
        if (definition.availability().isBuildable()) {
          var what = new PackageTarget(name, target);
          wanted.add(builds.wanted(what, definition, "", dependency -> true));
        } else {
          reasons.put(target.toString(), definition.availability().summary());
        }
      }
      if (wanted.size() == before) {
        throw refused(name, targets, reasons);
      }
    }
    return wanted;
  }

  private static List<Wanted> buildable(
      CatalogSnapshot snapshot, WantedBuilds builds, List<Target> targets) {
    var all = new ArrayList<Wanted>();
    snapshot
        .targets()
        .forEach((ofCatalog, catalog) -> {
          var target = TreeState.ofFarm(ofCatalog);
          if (targets.isEmpty() || targets.contains(target)) {
            catalog.packages().values().stream()
                .filter(definition -> definition.availability().isBuildable())
                .map(definition ->
                    builds.wanted(
                        new PackageTarget(definition.name(), target), definition, "", _ -> true))
                .forEach(all::add);
          }
        });
    return all;
  }

  /// Those that the index has at the tree's version; a plan builds the others in any case.
  private List<Wanted> published(List<Wanted> dependents) {
    return dependents.stream()
        .filter(one -> released.apply(one.what()).equals(Optional.of(one.version())))
        .toList();
  }

  private static Refused refused(String name, List<Target> targets, Map<String, String> reasons) {
    if (!reasons.isEmpty()) {
      return new Refused(
          Refused.Reason.NOT_NOW, "%s cannot be built: %s.".formatted(name, reasons));
    }
    return new Refused(
        Refused.Reason.NOT_FOUND,
        "The tree has no package %s for %s."
            .formatted(name, targets.isEmpty() ? "any target" : targets));
  }

  @Override
  public List<FarmState.InTree> everything() {
    var snapshot = reader.state().snapshot();
    return snapshot == null ? List.of() : TreeContents.of(snapshot);
  }

  @Override
  public Reported report(
      String commit, String oldCommit, String who, Lane lane, Duration patience) {
    var report = new PlanLoop.Report(commit, oldCommit, who, lane, new CompletableFuture<>());
    if (!loop.report(report)) {
      return new Reported(0, 0, "Many pushes are waiting already; the next look takes them all.");
    }
    try {
      return report.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      return new Reported(0, 0, "The tree is being read; the builds will be queued when it is.");
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof NoLeader gone
          ? gone
          : new IllegalStateException("the tree was not planned", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new NoLeader("");
    }
  }

  @Override
  public void close() {
    if (loop.close()) {
      reader.close();
    } else {
      log.atWarn().log("the tree is still being read; its cache is left as it is");
    }
  }
}
