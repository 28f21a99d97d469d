package slipway.scheduler.ledger;

/// The most that any worker of a host architecture could give to one build, if it ran there alone.
///
/// @param diskWorker whose disk that is; empty if there is none
/// @param memoryWorker likewise
public record Room(String diskWorker, long diskBytes, String memoryWorker, long memoryBytes) {
  /// Reports vary by a little: what is nearly all counts as all.
  private static final double NEARLY_ALL = 0.9;

  private static final Room NONE = new Room("", 0, "", 0);

  /// O(workers). Workers that are lost do not count.
  public static Room of(View view, String host) {
    var room = NONE;
    for (var worker : view.workers()) {
      if (!worker.isLost() && worker.hosts().contains(host)) {
        room = room.or(worker);
      }
    }
    return room;
  }

  private Room or(WorkerRow worker) {
    boolean moreDisk = worker.diskBytesRoomiest() > diskBytes;
    boolean moreMemory = worker.facts().memoryBytes() > memoryBytes;
    return new Room(
        moreDisk ? worker.name() : diskWorker,
        moreDisk ? worker.diskBytesRoomiest() : diskBytes,
        moreMemory ? worker.name() : memoryWorker,
        moreMemory ? worker.facts().memoryBytes() : memoryBytes);
  }

  public long nearlyAllDisk() {
    return (long) (diskBytes * NEARLY_ALL);
  }

  public long nearlyAllMemory() {
    return (long) (memoryBytes * NEARLY_ALL);
  }

  /// What to reserve for a build that would like to have `wanted` to be on the safe side and has
  /// used `peak`: no more than there is, if the peak fits into that.
  public static long withMargin(long peak, long wanted, long nearlyAll) {
    return wanted > nearlyAll && nearlyAll > 0 ? Math.max(peak, nearlyAll) : wanted;
  }
}
