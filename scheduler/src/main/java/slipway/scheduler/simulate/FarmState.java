package slipway.scheduler.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.FarmPolicy;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// A real farm at one moment, and the tree that it builds: from here its future can be played.
///
/// @param events that fold to the farm, and what each worker said last, as far as that is known
/// @param tree everything that can be built, by package and target; empty: the tree is not known
public record FarmState(Instant at, FarmPolicy policy, List<Event> events, List<InTree> tree) {
  public FarmState {
    events = List.copyOf(events);
    tree = List.copyOf(tree);
  }

  /// A package that can be built.
  ///
  /// @param version with revision
  /// @param hostDependencies packages that must be there for the host's native target
  /// @param targetDependencies packages that must be there for this target
  public record InTree(
      PackageTarget what,
      String version,
      List<String> hostDependencies,
      List<String> targetDependencies) {
    public InTree {
      hostDependencies = List.copyOf(hostDependencies);
      targetDependencies = List.copyOf(targetDependencies);
    }

    List<PackageTarget> dependencies() {
      var host = Target.nativeTo(what.target().host());
      var all = new ArrayList<PackageTarget>(hostDependencies.size() + targetDependencies.size());
      hostDependencies.forEach(name -> all.add(new PackageTarget(name, host)));
      targetDependencies.forEach(name -> all.add(new PackageTarget(name, what.target())));
      return all;
    }
  }

  /// The events of a running farm's state. On the thread that owns it; O(farm).
  public static List<Event> eventsOf(Farm farm) {
    var events = new ArrayList<>(farm.snapshot());
    for (var worker : farm.workers()) {
      var status = worker.status();
      var seen = worker.lastSeen();
      if (status.isPresent() && seen.isPresent() && !worker.lost()) {
        events.add(new Event.WorkerSeen(seen.get(), status.get()));
      }
    }
    return events;
  }

  Farm farm(FarmPolicy other) {
    return Farm.replay(other, events);
  }
}
