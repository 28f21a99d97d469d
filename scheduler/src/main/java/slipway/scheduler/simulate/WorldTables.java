package slipway.scheduler.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// A world from tables, in the formats of the Void data sets (docs/scheduler.md describes them):
/// one graph for each target, durations, sizes, pushes.
public final class WorldTables {
  /// What a package takes of which the tables say nothing.
  public static final World.Effort UNKNOWN = new World.Effort(60_000, 256L << 20, 512L << 20);

  /// A package of so many bytes of disk is expected to need a quarter of that as memory, within
  /// these bounds: the tables do not tell.
  private static final long MEMORY_BYTES_LEAST = 256L << 20;

  private static final long MEMORY_BYTES_MOST = 12L << 30;

  private final TreeMap<Target, Iterable<String>> graphs = new TreeMap<>();
  private final Map<String, Long> millisByName = new HashMap<>();
  private final Map<String, Long> diskBytesByName = new HashMap<>();

  /// Columns `package`, `target_deps`, `host_deps`.
  public WorldTables graph(Target target, Iterable<String> lines) {
    graphs.put(target, lines);
    return this;
  }

  /// Columns `package`, and `synthetic_seconds` or `seconds`.
  public WorldTables durations(Iterable<String> lines) {
    var table = new Table("durations", lines);
    String column = table.has("seconds") ? "seconds" : "synthetic_seconds";
    while (table.next()) {
      millisByName.put(table.text("package"), Math.round(table.number(column) * 1000));
    }
    return this;
  }

  /// Columns `package`, and `synthetic_peak_bytes` or `peak_bytes`.
  public WorldTables sizes(Iterable<String> lines) {
    var table = new Table("sizes", lines);
    String column = table.has("peak_bytes") ? "peak_bytes" : "synthetic_peak_bytes";
    while (table.next()) {
      diskBytesByName.put(table.text("package"), Math.round(table.number(column)));
    }
    return this;
  }

  /// What a package needs without a row of its own cannot be built and is taken as there.
  public World world() {
    var world = new World(UNKNOWN);
    for (var target : graphs.keySet()) {
      readGraph(world, target);
    }
    var names = new TreeMap<String, Boolean>();
    millisByName.keySet().forEach(name -> names.put(name, true));
    diskBytesByName.keySet().forEach(name -> names.put(name, true));
    for (var name : names.keySet()) {
      long diskBytes = diskBytesByName.getOrDefault(name, UNKNOWN.diskBytes());
      world.effort(
          name,
          new World.Effort(
              millisByName.getOrDefault(name, UNKNOWN.millis()),
              diskBytes,
              Math.clamp(diskBytes / 4, MEMORY_BYTES_LEAST, MEMORY_BYTES_MOST)));
    }
    return world;
  }

  private void readGraph(World world, Target target) {
    var lines = graphs.get(target);
    if (lines == null) {
      return;
    }
    var table = new Table("graph of " + target, lines);
    var host = Target.nativeTo(target.host());
    while (table.next()) {
      var what = new PackageTarget(table.text("package"), target);
      var dependencies = new ArrayList<PackageTarget>();
      for (var name : table.words("target_deps")) {
        dependencies.add(new PackageTarget(name, target));
      }
      for (var name : table.words("host_deps")) {
        var tool = new PackageTarget(name, host);
        if (!dependencies.contains(tool)) {
          dependencies.add(tool);
        }
      }
      dependencies.remove(what);
      world.add(what, dependencies);
    }
  }

  /// Columns `epoch` (seconds) and `bumped` (packages); rows without a bump are left out.
  public static List<Simulation.Push> pushes(Iterable<String> lines) {
    var table = new Table("pushes", lines);
    var pushes = new ArrayList<Simulation.Push>();
    while (table.next()) {
      var bumped = table.words("bumped");
      if (!bumped.isEmpty()) {
        pushes.add(new Simulation.Push(Math.round(table.number("epoch") * 1000), bumped));
      }
    }
    pushes.sort(Comparator.comparingLong(Simulation.Push::atMillis));
    return pushes;
  }
}
