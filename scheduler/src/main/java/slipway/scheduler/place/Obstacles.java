package slipway.scheduler.place;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.Lease;
import slipway.scheduler.Reservation;
import slipway.scheduler.Shape;
import slipway.scheduler.Texts;
import slipway.scheduler.ledger.Arrangements;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.View;
import slipway.scheduler.ledger.WorkerRow;

/// What stands between a build and a worker. Placement and explanations ask the same questions, so
/// an explanation is never another opinion.
public final class Obstacles {
  private Obstacles() {}

  /// Whether [#ofWorker] finds nothing, without the price of saying what.
  static boolean isFree(View view, WorkerRow worker, Instant now) {
    return worker.freeSlots() > 0
        && worker.status() != null
        && !worker.isStopping()
        && isOpen(view.arrangements(), worker, now);
  }

  /// Whether it is there and nobody has closed it.
  private static boolean isOpen(Arrangements arrangements, WorkerRow worker, Instant now) {
    if (worker.isLost() || worker.drained() != null || arrangements.drainOf(worker) != null) {
      return false;
    }
    var window = arrangements.nextWindow(worker, now);
    return window == null || window.from().isAfter(now);
  }

  /// The first thing that keeps any build from that worker, or null.
  static @Nullable Obstacle ofWorker(View view, WorkerRow worker, Instant now) {
    if (worker.isLost()) {
      return new Obstacle.Lost();
    }
    var drained = worker.drained();
    if (drained != null) {
      return new Obstacle.Drained(drained.actor(), drained.reason());
    }
    var location = view.arrangements().drainOf(worker);
    if (location != null) {
      return new Obstacle.Drained(
          location.actor() + " with all of " + location.location(), location.reason());
    }
    var window = view.arrangements().nextWindow(worker, now);
    if (window != null && !window.from().isAfter(now)) {
      return new Obstacle.InWindow(window.until(), window.actor(), window.reason());
    }
    if (worker.status() == null) {
      return new Obstacle.NotHeardOf();
    }
    if (worker.isStopping()) {
      return new Obstacle.Stopping();
    }
    if (worker.freeSlots() <= 0) {
      var running = worker.leases().stream().map(Lease::build).toList();
      var judged = worker.judged();
      return judged != null && judged.suspected() && running.size() < worker.slots()
          ? new Obstacle.Suspected(judged.why(), running)
          : new Obstacle.NoSlot(worker.slots(), running);
    }
    return null;
  }

  /// What keeps this build from that worker, or null if it could start there now.
  public static @Nullable Obstacle of(View view, WorkerRow worker, Build build, Instant now) {
    if (!worker.hosts().contains(build.what().target().host())) {
      return new Obstacle.OtherHost();
    }
    var general = ofWorker(view, worker, now);
    if (general != null) {
      return general;
    }
    var late = ofTime(view, worker, build.shape(), now);
    if (late != null) {
      return late;
    }
    var room = ofRoom(view, worker, build.reservation());
    return room != null ? room : ofPast(view, worker, build, now);
  }

  /// Whether it would be done before the next maintenance window there.
  static @Nullable Obstacle ofTime(View view, WorkerRow worker, Shape shape, Instant now) {
    var window = view.arrangements().nextWindow(worker, now);
    return window != null && now.plusMillis(shape.millisMost()).isAfter(window.from())
        ? new Obstacle.EndsTooLate(
            window.from(), shape.millisMost(), window.actor(), window.reason())
        : null;
  }

  private static @Nullable Obstacle ofRoom(View view, WorkerRow worker, Reservation reservation) {
    var needs = Needs.on(view.policy(), worker, reservation);
    if (needs.diskBytes() > worker.diskBytesAvailable()) {
      return new Obstacle.DiskShort(
          needs.diskBytes(), worker.diskBytesAvailable(), worker.diskBytesRoomiest());
    }
    if (needs.memoryBytes() > worker.memoryBytesAvailable()) {
      return new Obstacle.MemoryShort(
          needs.memoryBytes(), worker.memoryBytesAvailable(), worker.facts().memoryBytes());
    }
    return null;
  }

  /// What the build and its sisters went through; the worker has a slot and room.
  static @Nullable Obstacle ofPast(View view, WorkerRow worker, Build build, Instant now) {
    if (view.isCramped(build.what().name())) {
      for (var lease : worker.leases()) {
        if (lease.what().name().equals(build.what().name())) {
          return new Obstacle.SharesNoDisk(lease.build());
        }
      }
    }
    if (build.wentWrongOn(worker.name()) && anotherMayTakeIt(view, worker, build, now)) {
      return new Obstacle.WentWrongHere();
    }
    return null;
  }

  /// Also used for whether a failure on a suspected worker is worth another attempt.
  public static boolean anotherMayTakeIt(View view, WorkerRow but, Build build, Instant now) {
    for (var worker : view.workers()) {
      if (worker != but
          && worker.hosts().contains(build.what().target().host())
          && isOpen(view.arrangements(), worker, now)
          && ofTime(view, worker, build.shape(), now) == null
          && !worker.isStopping()
          && !build.wentWrongOn(worker.name())
          && build.reservation().diskBytes() <= worker.diskBytesRoomiest()
          && build.reservation().memoryBytes() <= worker.facts().memoryBytes()) {
        return true;
      }
    }
    return false;
  }

  /// Worded so that it can follow the worker's name.
  public static String sentence(Obstacle obstacle) {
    return switch (obstacle) {
      case Obstacle.OtherHost _ -> "does not run programs of that architecture";
      case Obstacle.Lost _ -> "is lost: it has not reported for too long";
      case Obstacle.NotHeardOf _ -> "has not reported since the master started";
      case Obstacle.Drained(var actor, var reason) ->
          "is drained by " + actor + (reason.isEmpty() ? "" : ": " + reason);
      case Obstacle.InWindow(var until, var actor, var reason) ->
          "is in a maintenance window until " + Texts.moment(until) + by(actor, reason);
      case Obstacle.EndsTooLate(var from, var millisMost, var actor, var reason) ->
          "has a maintenance window from "
              + Texts.moment(from)
              + ", and the build may take "
              + Texts.span(Duration.ofMillis(millisMost))
              + by(actor, reason);
      case Obstacle.Suspected(var why, _) -> "gets one build at a time and has it: " + why;
      case Obstacle.Stopping _ -> "drains itself before it stops";
      case Obstacle.NoSlot(var slots, _) ->
          slots == 0
              ? "has no slots"
              : slots == 1 ? "has its one slot busy" : "has all " + slots + " slots busy";
      case Obstacle.DiskShort(var needed, var available, var roomiest) ->
          "has "
              + Texts.bytes(Math.max(0, available))
              + " of disk to promise, and "
              + Texts.bytes(needed)
              + " are needed"
              + (needed > roomiest ? "; at most it has " + Texts.bytes(roomiest) : "");
      case Obstacle.MemoryShort(var needed, var available, var total) ->
          "has "
              + Texts.bytes(Math.max(0, available))
              + " of memory to promise, and "
              + Texts.bytes(needed)
              + " are needed"
              + (needed > total ? "; at most it has " + Texts.bytes(total) : "");
      case Obstacle.SharesNoDisk(var running) ->
          "builds the same package for another target (build "
              + running
              + "), and since one of them ran out of space they do not share a disk";
      case Obstacle.WentWrongHere _ -> "is avoided: an earlier attempt went wrong there";
    };
  }

  private static String by(String actor, String reason) {
    return " (" + actor + (reason.isEmpty() ? "" : ": " + reason) + ")";
  }
}
