package slipway.scheduler.simulate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import slipway.scheduler.PackageTarget;

/// The time below which no order and no placement can bring the building of a set of packages: the
/// larger of its critical path and its work by capacity.
///
/// Work by capacity is taken for each set of host architectures: the work of its targets by the
/// slots of the workers that can do any of it.
public final class LowerBound {
  private LowerBound() {}

  /// @param what all of it is built once; what it needs besides is there
  public static long millis(World world, Fleet fleet, Collection<PackageTarget> what) {
    return Math.max(criticalPathMillis(world, fleet, what), workMillis(world, fleet, what));
  }

  /// The longest chain of durations, on the fastest worker. A graph without cycles.
  public static long criticalPathMillis(World world, Fleet fleet, Collection<PackageTarget> what) {
    double speed = fleet.machines().stream().mapToDouble(Fleet.Machine::speed).max().orElse(1);
    var all = new HashSet<>(what);
    var pathByPackage = new HashMap<PackageTarget, Long>();
    long longest = 0;
    for (var first : all) {
      var stack = new ArrayList<PackageTarget>(List.of(first));
      while (!stack.isEmpty()) {
        var top = stack.getLast();
        int before = stack.size();
        for (var need : world.dependencies(top)) {
          if (all.contains(need) && !pathByPackage.containsKey(need)) {
            stack.add(need);
          }
        }
        if (stack.size() == before) {
          pathByPackage.putIfAbsent(
              top, world.effort(top).millis() + before(world, top, pathByPackage));
          stack.removeLast();
        }
      }
      longest = Math.max(longest, pathByPackage.getOrDefault(first, 0L));
    }
    return Math.round(longest / speed);
  }

  private static long before(
      World world, PackageTarget what, Map<PackageTarget, Long> pathByPackage) {
    long longest = 0;
    for (var need : world.dependencies(what)) {
      longest = Math.max(longest, pathByPackage.getOrDefault(need, 0L));
    }
    return longest;
  }

  /// O(packages + 2^hosts × workers).
  public static long workMillis(World world, Fleet fleet, Collection<PackageTarget> what) {
    var hosts =
        new ArrayList<>(new TreeSet<>(what.stream().map(one -> one.target().host()).toList()));
    long[] work = new long[hosts.size()];
    for (var one : what) {
      work[hosts.indexOf(one.target().host())] += world.effort(one).millis();
    }
    double most = 0;
    for (int some = 1; some < 1 << hosts.size(); some++) {
      var chosen = new TreeSet<String>();
      double sum = 0;
      for (int host = 0; host < hosts.size(); host++) {
        if ((some >> host & 1) == 1) {
          chosen.add(hosts.get(host));
          sum += work[host];
        }
      }
      most = Math.max(most, sum / capacity(fleet, chosen));
    }
    return Math.round(most);
  }

  private static double capacity(Fleet fleet, Set<String> hosts) {
    double capacity = 0;
    for (var machine : fleet.machines()) {
      if (machine.hosts().stream().anyMatch(hosts::contains)) {
        capacity += machine.slots() * machine.speed();
      }
    }
    return capacity;
  }
}
