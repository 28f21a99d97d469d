package slipway.scheduler.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Event;
import slipway.scheduler.PackageTarget;
import slipway.scheduler.Target;

/// What people have arranged until further notice: holds, drained locations, maintenance windows
/// and rollbacks. There are few; every question costs O(those).
///
/// Never changes: [#with] makes another.
public final class Arrangements {
  static final Arrangements NONE =
      new Arrangements(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  private final SortedMap<String, Event.BuildsHeld> holds;
  private final SortedMap<String, Event.LocationDrained> drains;
  private final SortedMap<Long, Event.WindowPlanned> windows;
  private final SortedMap<String, Event.RolledBack> rollbacks;

  private Arrangements(
      SortedMap<String, Event.BuildsHeld> holds,
      SortedMap<String, Event.LocationDrained> drains,
      SortedMap<Long, Event.WindowPlanned> windows,
      SortedMap<String, Event.RolledBack> rollbacks) {
    this.holds = holds;
    this.drains = drains;
    this.windows = windows;
    this.rollbacks = rollbacks;
  }

  Arrangements with(Event.Arrangement event) {
    var next =
        new Arrangements(
            new TreeMap<>(holds),
            new TreeMap<>(drains),
            new TreeMap<>(windows),
            new TreeMap<>(rollbacks));
    switch (event) {
      case Event.BuildsHeld e -> next.holds.put(key(e.packageName(), e.target()), e);
      case Event.HoldReleased e -> next.holds.remove(key(e.packageName(), e.target()));
      case Event.LocationDrained e -> next.drains.put(e.location(), e);
      case Event.LocationUndrained e -> next.drains.remove(e.location());
      case Event.WindowPlanned e -> next.windows.put(e.window(), e);
      case Event.WindowCancelled e -> next.windows.remove(e.window());
      case Event.WindowEnded e -> next.windows.remove(e.window());
      case Event.RolledBack e -> next.rollbacks.put(e.architecture(), e);
      case Event.RollbackEnded e -> next.rollbacks.remove(e.architecture());
    }
    return next;
  }

  private static String key(String packageName, Target target) {
    return packageName + " " + target;
  }

  List<Event> trail() {
    var trail = new ArrayList<Event>();
    trail.addAll(holds.values());
    trail.addAll(drains.values());
    trail.addAll(windows.values());
    trail.addAll(rollbacks.values());
    return trail;
  }

  public Collection<Event.BuildsHeld> holds() {
    return Collections.unmodifiableCollection(holds.values());
  }

  public Collection<Event.LocationDrained> drains() {
    return Collections.unmodifiableCollection(drains.values());
  }

  /// By number. One that is over stays until the next tick.
  public Collection<Event.WindowPlanned> windows() {
    return Collections.unmodifiableCollection(windows.values());
  }

  public Collection<Event.RolledBack> rollbacks() {
    return Collections.unmodifiableCollection(rollbacks.values());
  }

  public Event.@Nullable RolledBack rollback(String architecture) {
    return rollbacks.get(architecture);
  }

  public Event.@Nullable BuildsHeld hold(String packageName, Target target) {
    return holds.get(key(packageName, target));
  }

  public Event.@Nullable WindowPlanned window(long number) {
    return windows.get(number);
  }

  /// The first hold that keeps it from starting, or null.
  public Event.@Nullable BuildsHeld holdOf(PackageTarget what) {
    for (var hold : holds.values()) {
      boolean isNamed = hold.packageName().isEmpty() || hold.packageName().equals(what.name());
      boolean isMeant = hold.target().equals(Target.ANY) || hold.target().equals(what.target());
      if (isNamed && isMeant) {
        return hold;
      }
    }
    return null;
  }

  public Event.@Nullable LocationDrained drainOf(WorkerRow worker) {
    return drains.isEmpty() ? null : drains.get(worker.facts().location());
  }

  public Event.@Nullable LocationDrained drain(String location) {
    return drains.get(location);
  }

  /// The window that a worker is in, or the next one that it comes into; null: none.
  public Event.@Nullable WindowPlanned nextWindow(WorkerRow worker, Instant now) {
    Event.WindowPlanned next = null;
    for (var window : windows.values()) {
      if (isOf(window, worker)
          && window.until().isAfter(now)
          && (next == null || window.from().isBefore(next.from()))) {
        next = window;
      }
    }
    return next;
  }

  private static boolean isOf(Event.WindowPlanned window, WorkerRow worker) {
    return (window.worker().isEmpty() || window.worker().equals(worker.name()))
        && (window.location().isEmpty() || window.location().equals(worker.facts().location()));
  }

  /// When the next window ends after which something may start, or null.
  public @Nullable Instant nextEnd() {
    Instant next = null;
    for (var window : windows.values()) {
      next = next == null || window.until().isBefore(next) ? window.until() : next;
    }
    return next;
  }
}
