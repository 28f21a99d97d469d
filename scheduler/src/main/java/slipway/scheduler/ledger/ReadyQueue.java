package slipway.scheduler.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Lane;
import slipway.scheduler.Shape;

/// The builds that wait for nothing but a worker, by host architecture and lane, in order.
///
/// Builds that ask for the same stand in one line, and the lines stand in the order of their heads:
/// so the first build that fits is the head of the first line that fits. There are few lines
/// because reservations and durations come in steps. Adding and removing cost O(log n).
final class ReadyQueue {
  /// Builds of one shape.
  private static final class Line {
    final Shape shape;
    final BuildHeap builds = new BuildHeap(false);
    final BuildHeap byDue = new BuildHeap(true);

    Line(Shape shape) {
      this.shape = shape;
    }
  }

  /// Lines in the order of their heads.
  private static final class Heads implements Iterable<Line> {
    private final Function<Line, BuildHeap> heapOf;
    private final Comparator<Line> order;
    private final ArrayList<Line> lines = new ArrayList<>();

    Heads(Function<Line, BuildHeap> heapOf) {
      this.heapOf = heapOf;
      this.order =
          (left, right) -> {
            var heap = heapOf.apply(left);
            return heap.compare(heap.first(), heapOf.apply(right).first());
          };
    }

    void add(Line line, Build build) {
      var heap = heapOf.apply(line);
      boolean leads = heap.isEmpty() || heap.compare(build, heap.first()) < 0;
      if (leads && !heap.isEmpty()) {
        lines.remove(placeOf(line));
      }
      heap.add(build);
      if (leads) {
        lines.add(-1 - placeOf(line), line);
      }
    }

    void remove(Line line, Build build) {
      var heap = heapOf.apply(line);
      boolean led = heap.first() == build;
      if (led) {
        lines.remove(placeOf(line));
      }
      heap.remove(build);
      if (led && !heap.isEmpty()) {
        lines.add(-1 - placeOf(line), line);
      }
    }

    private int placeOf(Line line) {
      return Collections.binarySearch(lines, line, order);
    }

    @Override
    public Iterator<Line> iterator() {
      return lines.iterator();
    }
  }

  /// The lines of one host architecture and lane.
  private static final class Lines {
    final Map<Shape, Line> byShape = new HashMap<>();
    final Heads byHead = new Heads(line -> line.builds);
    final Heads byDueHead = new Heads(line -> line.byDue);

    void add(Build build) {
      var line = byShape.computeIfAbsent(build.shape(), Line::new);
      if (line.builds.contains(build)) {
        throw new IllegalStateException("queued twice: " + build);
      }
      build.share(line.shape);
      byHead.add(line, build);
      if (build.isEverDue()) {
        byDueHead.add(line, build);
      }
    }

    void remove(Build build) {
      var line = byShape.get(build.shape());
      if (line == null || !line.builds.contains(build)) {
        throw new IllegalStateException("not in its place in the queue: " + build);
      }
      byHead.remove(line, build);
      if (build.isEverDue()) {
        byDueHead.remove(line, build);
      }
      if (line.builds.isEmpty()) {
        byShape.remove(line.shape);
      }
    }
  }

  private final Map<String, EnumMap<Lane, Lines>> linesByHost = new HashMap<>();

  void add(Build build) {
    linesByHost
        .computeIfAbsent(build.what().target().host(), _ -> new EnumMap<>(Lane.class))
        .computeIfAbsent(build.lane(), _ -> new Lines())
        .add(build);
  }

  void remove(Build build) {
    var lines = lines(build.what().target().host(), build.lane());
    if (lines == null) {
      throw new IllegalStateException("not in its place in the queue: " + build);
    }
    lines.remove(build);
  }

  private @Nullable Lines lines(String host, Lane lane) {
    var lanes = linesByHost.get(host);
    return lanes == null ? null : lanes.get(lane);
  }

  /// The first build of a lane that passes both, at that moment. One step for each line before it
  /// that does not fit, and for each build of a line that does not pass.
  @Nullable Build first(
      String host, Lane lane, long nowMillis, Predicate<Shape> fits, Predicate<Build> accepts) {
    var lines = lines(host, lane);
    if (lines == null) {
      return null;
    }
    Build first = null;
    for (var line : lines.byDueHead) {
      var head = line.byDue.first();
      if (!QueueOrder.isDue(head, nowMillis)
          || (first != null && QueueOrder.compareDue(first, head) < 0)) {
        break;
      }
      if (fits.test(line.shape)) {
        first = dueBefore(line, first, nowMillis, accepts);
      }
    }
    if (first != null) {
      return first;
    }
    for (var line : lines.byHead) {
      if (first != null && QueueOrder.compare(first, line.builds.first()) < 0) {
        break;
      }
      if (fits.test(line.shape)) {
        first = before(line, first, accepts);
      }
    }
    return first;
  }

  private static @Nullable Build dueBefore(
      Line line, @Nullable Build first, long nowMillis, Predicate<Build> accepts) {
    for (var build : line.byDue) {
      if (!QueueOrder.isDue(build, nowMillis)
          || (first != null && QueueOrder.compareDue(first, build) < 0)) {
        break;
      }
      if (accepts.test(build)) {
        return build;
      }
    }
    return first;
  }

  private static @Nullable Build before(
      Line line, @Nullable Build first, Predicate<Build> accepts) {
    for (var build : line.builds) {
      if (first != null && QueueOrder.compare(first, build) < 0) {
        break;
      }
      if (accepts.test(build)) {
        return build;
      }
    }
    return first;
  }

  /// The first builds of a lane in the order in which they would start now if all fitted.
  List<Build> firstOf(Lane lane, int limit, long nowMillis, Predicate<Build> passes) {
    var firsts = new ArrayList<Build>();
    merge(lane, limit, true, nowMillis, passes, firsts);
    merge(lane, limit, false, nowMillis, passes, firsts);
    return firsts;
  }

  private void merge(
      Lane lane,
      int limit,
      boolean due,
      long nowMillis,
      Predicate<Build> passes,
      List<Build> firsts) {
    record Head(Build build, Iterator<Build> rest) {}
    var heads =
        new PriorityQueue<Head>((left, right) ->
            due
                ? QueueOrder.compareDue(left.build(), right.build())
                : QueueOrder.compare(left.build(), right.build()));
    for (var lanes : linesByHost.values()) {
      var lines = lanes.get(lane);
      if (lines == null) {
        continue;
      }
      for (var line : lines.byShape.values()) {
        var builds = (due ? line.byDue : line.builds).iterator();
        if (builds.hasNext()) {
          heads.add(new Head(builds.next(), builds));
        }
      }
    }
    while (firsts.size() < limit && !heads.isEmpty()) {
      var head = heads.remove();
      boolean isDue = QueueOrder.isDue(head.build(), nowMillis);
      if (due && !isDue) {
        return;
      }
      if (isDue == due && passes.test(head.build())) {
        firsts.add(head.build());
      }
      if (head.rest().hasNext()) {
        heads.add(new Head(head.rest().next(), head.rest()));
      }
    }
  }
}
