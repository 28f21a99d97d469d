package slipway.scheduler.place;

import slipway.scheduler.FarmPolicy;
import slipway.scheduler.Reservation;
import slipway.scheduler.ledger.WorkerRow;

/// What a reservation comes to on one worker: where nothing is known of a build, it is the first
/// guess, or the worker's share for one slot if that is less.
final class Needs {
  private Needs() {}

  static Reservation on(FarmPolicy policy, WorkerRow worker, Reservation reservation) {
    return new Reservation(
        diskBytes(policy, worker, reservation), memoryBytes(policy, worker, reservation));
  }

  static long diskBytes(FarmPolicy policy, WorkerRow worker, Reservation reservation) {
    return reservation.diskBytes() > 0
        ? reservation.diskBytes()
        : Math.min(policy.firstGuess().diskBytes(), worker.diskBytesRoomiest() / slots(worker));
  }

  static long memoryBytes(FarmPolicy policy, WorkerRow worker, Reservation reservation) {
    return reservation.memoryBytes() > 0
        ? reservation.memoryBytes()
        : Math.min(policy.firstGuess().memoryBytes(), worker.facts().memoryBytes() / slots(worker));
  }

  private static int slots(WorkerRow worker) {
    return Math.max(1, worker.slots());
  }

  static boolean fit(FarmPolicy policy, WorkerRow worker, Reservation reservation) {
    return diskBytes(policy, worker, reservation) <= worker.diskBytesAvailable()
        && memoryBytes(policy, worker, reservation) <= worker.memoryBytesAvailable();
  }
}
