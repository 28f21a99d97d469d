package slipway.master.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Wanted;

/// Who depends on whom, the other way round.
final class Dependents {
  private Dependents() {}

  /// All that need one of these to be built, directly or not, themselves excepted. O(all + their
  /// dependencies).
  static List<Wanted> of(List<Wanted> these, List<Wanted> all) {
    Map<PackageTarget, List<Wanted>> usersByNeeded = new HashMap<>();
    for (Wanted user : all) {
      for (PackageTarget needed : user.dependencies()) {
        usersByNeeded.computeIfAbsent(needed, _ -> new ArrayList<>()).add(user);
      }
    }
    var seen = new HashSet<PackageTarget>();
    var open = new ArrayDeque<PackageTarget>();
    for (Wanted one : these) {
      seen.add(one.what());
      open.add(one.what());
    }
    var found = new ArrayList<Wanted>();
    while (!open.isEmpty()) {
      for (Wanted user : usersByNeeded.getOrDefault(open.remove(), List.of())) {
        if (seen.add(user.what())) {
          open.add(user.what());
          found.add(user);
        }
      }
    }
    return found;
  }
}
