package slipway.scheduler.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Lane;
import slipway.scheduler.Reservation;

/// The builds that wait for nothing but a worker, by host architecture and lane, in order.
///
/// Builds with equal needs stand in one line, so that the first one that fits is found by looking
/// at the heads of the lines. There are few lines because reservations come in steps. Adding and
/// removing cost O(log n).
final class ReadyQueue {
  private final Map<String, EnumMap<Lane, Map<Reservation, NavigableSet<Build>>>> linesByHost =
      new HashMap<>();
  private int size;

  void add(Build build) {
    boolean added =
        linesByHost
            .computeIfAbsent(build.what().target().host(), _ -> new EnumMap<>(Lane.class))
            .computeIfAbsent(build.lane(), _ -> new TreeMap<>())
            .computeIfAbsent(build.reservation(), _ -> new TreeSet<>(Build.ORDER))
            .add(build);
    if (!added) {
      throw new IllegalStateException("queued twice: " + build);
    }
    size++;
  }

  void remove(Build build) {
    var lines = lines(build.what().target().host(), build.lane());
    var line = lines == null ? null : lines.get(build.reservation());
    if (lines == null || line == null || !line.remove(build)) {
      throw new IllegalStateException("not in its place in the queue: " + build);
    }
    if (line.isEmpty()) {
      lines.remove(build.reservation());
    }
    size--;
  }

  int size() {
    return size;
  }

  private @Nullable Map<Reservation, NavigableSet<Build>> lines(String host, Lane lane) {
    var lanes = linesByHost.get(host);
    return lanes == null ? null : lanes.get(lane);
  }

  /// The first build of a lane that passes both. O(lines), and one step for each build of a line
  /// that does not pass.
  @Nullable Build first(
      String host, Lane lane, Predicate<Reservation> fits, Predicate<Build> accepts) {
    var lines = lines(host, lane);
    if (lines == null) {
      return null;
    }
    Build first = null;
    for (var line : lines.entrySet()) {
      if (!fits.test(line.getKey())) {
        continue;
      }
      for (var build : line.getValue()) {
        if (first != null && Build.ORDER.compare(first, build) < 0) {
          break;
        }
        if (accepts.test(build)) {
          first = build;
          break;
        }
      }
    }
    return first;
  }

  /// The first builds of a lane in the order in which they would start if all fitted.
  List<Build> firstOf(Lane lane, int limit, Predicate<Build> passes) {
    record Line(Build head, Iterator<Build> rest) {}
    var heads =
        new PriorityQueue<Line>((left, right) -> Build.ORDER.compare(left.head(), right.head()));
    for (var lanes : linesByHost.values()) {
      for (var line : lanes.getOrDefault(lane, Map.of()).values()) {
        var builds = line.iterator();
        heads.add(new Line(builds.next(), builds));
      }
    }
    var firsts = new ArrayList<Build>();
    while (firsts.size() < limit && !heads.isEmpty()) {
      var line = heads.remove();
      if (passes.test(line.head())) {
        firsts.add(line.head());
      }
      if (line.rest().hasNext()) {
        heads.add(new Line(line.rest().next(), line.rest()));
      }
    }
    return firsts;
  }
}
