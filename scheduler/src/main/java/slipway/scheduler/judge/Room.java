package slipway.scheduler.judge;

import slipway.scheduler.Lease;
import slipway.scheduler.ledger.View;
import slipway.scheduler.ledger.WorkerRow;

/// The most that any worker of a host architecture could give to one build.
record Room(String worker, long diskBytes, long memoryBytes) {
  /// Reports vary by a little: what is nearly all counts as all.
  private static final double NEARLY_ALL = 0.9;

  static Room roomiestDisk(View view, Lease lease) {
    Room most = none(view, lease);
    for (var worker : view.workers()) {
      if (serves(worker, lease) && worker.diskBytesRoomiest() > most.diskBytes()) {
        most = of(worker);
      }
    }
    return most;
  }

  static Room roomiestMemory(View view, Lease lease) {
    Room most = none(view, lease);
    for (var worker : view.workers()) {
      if (serves(worker, lease) && worker.facts().memoryBytes() > most.memoryBytes()) {
        most = of(worker);
      }
    }
    return most;
  }

  private static boolean serves(WorkerRow worker, Lease lease) {
    return !worker.isLost() && worker.hosts().contains(lease.what().target().host());
  }

  private static Room none(View view, Lease lease) {
    var worker = view.worker(lease.worker());
    return worker == null ? new Room(lease.worker(), 0, 0) : of(worker);
  }

  private static Room of(WorkerRow worker) {
    return new Room(worker.name(), worker.diskBytesRoomiest(), worker.facts().memoryBytes());
  }

  long nearlyAllDisk() {
    return (long) (diskBytes * NEARLY_ALL);
  }

  long nearlyAllMemory() {
    return (long) (memoryBytes * NEARLY_ALL);
  }
}
