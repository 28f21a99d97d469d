package slipway.scheduler.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Wanted;

/// The git tree and the package repository: what is wanted, and what is there.
///
/// Versions are the numbers of the pushes that made them, `17_1`; 0 is what was there before.
public final class Tree {
  private static final String COMMIT = "0".repeat(40);

  private final World world;
  private final Map<PackageTarget, Integer> treeVersions = new HashMap<>();
  private final Map<PackageTarget, Integer> repositoryVersions = new HashMap<>();
  private final TreeSet<PackageTarget> outdated = new TreeSet<>();

  Tree(World world) {
    this.world = world;
  }

  /// A new version of the package, on every target that has it.
  void bump(String name, int version) {
    for (var what : world.targetsOf(name)) {
      treeVersions.put(what, version);
      outdated.add(what);
    }
  }

  void staged(PackageTarget what, int version) {
    repositoryVersions.merge(what, version, Math::max);
    if (repositoryVersion(what) >= treeVersion(what)) {
      outdated.remove(what);
    }
  }

  public int treeVersion(PackageTarget what) {
    return treeVersions.getOrDefault(what, 0);
  }

  public int repositoryVersion(PackageTarget what) {
    return repositoryVersions.getOrDefault(what, 0);
  }

  /// The difference of tree and repository.
  List<Wanted> wanted() {
    var wanted = new ArrayList<Wanted>(outdated.size());
    for (var what : outdated) {
      wanted.add(wanted(what));
    }
    return wanted;
  }

  Wanted wanted(PackageTarget what) {
    var dependencies = new ArrayList<PackageTarget>();
    for (var dependency : world.dependencies(what)) {
      if (outdated.contains(dependency)) {
        dependencies.add(dependency);
      }
    }
    String version = version(treeVersion(what));
    return new Wanted(what, version, COMMIT, version, List.of(), dependencies, "");
  }

  public boolean isOutdated(PackageTarget what) {
    return outdated.contains(what);
  }

  public List<PackageTarget> outdated() {
    return List.copyOf(outdated);
  }

  static String version(int number) {
    return number + "_1";
  }

  static int number(String version) {
    return Integer.parseInt(version.substring(0, version.indexOf('_')));
  }
}
