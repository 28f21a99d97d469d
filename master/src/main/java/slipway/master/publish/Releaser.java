package slipway.master.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
import slipway.scheduler.BuildView;
import slipway.scheduler.Command;
import slipway.scheduler.Refused;
import slipway.scheduler.ReleaseSet;

/// Makes finished sets visible: in the index first, then on every mirror, and believes it only when
/// it has seen them there.
final class Releaser {
  private static final Logger log = LoggerFactory.getLogger(Releaser.class);

  private final Publisher publisher;
  private final RepositoryView view;
  private final Mirrors mirrors;

  /// Why staged packages wait, by architecture. Replaced as a whole.
  private volatile Map<String, List<String>> heldBack = Map.of();

  Releaser(Publisher publisher, RepositoryView view, Mirrors mirrors) {
    this.publisher = publisher;
    this.view = view;
    this.mirrors = mirrors;
  }

  Map<String, List<String>> heldBack() {
    return heldBack;
  }

  /// Releases what is due.
  ///
  /// @return whether all that is in the index has been seen on every mirror
  boolean release(FarmLoop loop) throws IOException, InterruptedException, Refused {
    Map<String, List<BuildView>> due = due(loop);
    var held = new TreeMap<String, List<String>>();
    Map<String, List<BuildView>> indexed = new LinkedHashMap<>();
    boolean moved = false;
    for (var entry : due.entrySet()) {
      String architecture = entry.getKey();
      view.refresh(architecture);
      var report = publisher.release(architecture, stagedNames(entry.getValue()));
      moved |= !report.released().isEmpty();
      view.refresh(architecture);
      var sentences = report.held().stream().map(ReleaseReport.Held::sentence).toList();
      held.put(architecture, new ArrayList<>(sentences));
      indexed.put(architecture, inIndex(entry.getValue(), held.get(architecture)));
    }
    heldBack = Map.copyOf(held);
    boolean inSync = moved ? mirrors.sync() : mirrors.syncIfBehind();
    return seen(indexed, loop, inSync);
  }

  private static Map<String, List<BuildView>> due(FarmLoop loop) {
    return loop.query(farm -> {
      Map<String, List<BuildView>> builds = new TreeMap<>();
      for (ReleaseSet set : farm.releasable()) {
        var ofArchitecture = builds.computeIfAbsent(set.architecture(), _ -> new ArrayList<>());
        set.builds().stream()
            .map(farm::build)
            .flatMap(Optional::stream)
            .forEach(ofArchitecture::add);
      }
      return builds;
    });
  }

  private Set<String> stagedNames(List<BuildView> builds) {
    return builds.stream()
        .flatMap(build -> view.packagesOf(build).stream())
        .filter(PublishedPackage::staged)
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

  /// Tells the farm which builds every mirror shows.
  private boolean seen(Map<String, List<BuildView>> indexed, FarmLoop loop, boolean inSync)
      throws IOException, InterruptedException, Refused {
    boolean all = inSync;
    var released = new ArrayList<BuildId>();
    for (var entry : indexed.entrySet()) {
      Map<BuildId, Set<String>> pkgvers = new HashMap<>();
      var wanted = new HashSet<String>();
      for (BuildView build : entry.getValue()) {
        var its =
            view.packagesOf(build).stream()
                .map(PublishedPackage::pkgver)
                .collect(Collectors.toSet());
        pkgvers.put(build.build(), its);
        wanted.addAll(its);
      }
      if (wanted.isEmpty()) {
        continue;
      }
      var visible = mirrors.visibleOnAll(entry.getKey(), wanted);
      for (BuildView build : entry.getValue()) {
        if (visible.containsAll(pkgvers.getOrDefault(build.build(), Set.of()))) {
          released.add(build.build());
        } else {
          all = false;
        }
      }
    }
    if (!released.isEmpty()) {
      loop.ask(new Command.Released(released));
      log.atInfo().addKeyValue("builds", released.size()).log("released, seen on every mirror");
    }
    return all;
  }
}
