package slipway.scheduler.place;

import org.jspecify.annotations.Nullable;
import slipway.scheduler.Lease;
import slipway.scheduler.Reservation;
import slipway.scheduler.Texts;
import slipway.scheduler.ledger.Build;
import slipway.scheduler.ledger.View;
import slipway.scheduler.ledger.WorkerRow;

/// What stands between a build and a worker. Placement and explanations ask the same questions, so
/// an explanation is never another opinion.
public final class Obstacles {
  private Obstacles() {}

  /// Whether [#ofWorker] finds nothing, without the price of saying what.
  static boolean isFree(WorkerRow worker) {
    return worker.freeSlots() > 0
        && !worker.isLost()
        && worker.drained() == null
        && worker.status() != null
        && !worker.isStopping();
  }

  /// The first thing that keeps any build from that worker, or null.
  static @Nullable Obstacle ofWorker(WorkerRow worker) {
    if (worker.isLost()) {
      return new Obstacle.Lost();
    }
    var drained = worker.drained();
    if (drained != null) {
      return new Obstacle.Drained(drained.actor(), drained.reason());
    }
    if (worker.status() == null) {
      return new Obstacle.NotHeardOf();
    }
    if (worker.isStopping()) {
      return new Obstacle.Stopping();
    }
    if (worker.freeSlots() <= 0) {
      return new Obstacle.NoSlot(
          worker.slots(), worker.leases().stream().map(Lease::build).toList());
    }
    return null;
  }

  /// What keeps this build from that worker, or null if it could start there now.
  public static @Nullable Obstacle of(View view, WorkerRow worker, Build build) {
    if (!worker.hosts().contains(build.what().target().host())) {
      return new Obstacle.OtherHost();
    }
    var general = ofWorker(worker);
    if (general != null) {
      return general;
    }
    var room = ofRoom(view, worker, build.reservation());
    return room != null ? room : ofPast(view, worker, build);
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
  static @Nullable Obstacle ofPast(View view, WorkerRow worker, Build build) {
    if (view.isCramped(build.what().name())) {
      for (var lease : worker.leases()) {
        if (lease.what().name().equals(build.what().name())) {
          return new Obstacle.SharesNoDisk(lease.build());
        }
      }
    }
    if (build.wentWrongOn(worker.name()) && anotherMayTakeIt(view, worker, build)) {
      return new Obstacle.WentWrongHere();
    }
    return null;
  }

  private static boolean anotherMayTakeIt(View view, WorkerRow but, Build build) {
    for (var worker : view.workers()) {
      if (worker != but
          && worker.hosts().contains(build.what().target().host())
          && !worker.isLost()
          && worker.drained() == null
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
}
