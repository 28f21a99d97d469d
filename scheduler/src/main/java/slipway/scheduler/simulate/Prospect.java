package slipway.scheduler.simulate;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import slipway.scheduler.Target;

/// What comes of a farm when its future is played once.
///
/// @param doneAt when the last build is staged; when it began if nothing is on its way
/// @param workByTarget attempts that run from now on, and the time that they take
/// @param releasedAt when the last of it is released
/// @param push what was bumped came with this; 0: nothing was bumped
/// @param bumpedCount how many builds the bumps called for
/// @param diskByWorker what its builds have on its disk at the most
/// @param stuck builds that never start, with the farm's own explanation
/// @param failed builds that fail for what the farm lacks, and why
/// @param windows what becomes of the maintenance windows that were planned
public record Prospect(
    Instant doneAt,
    SortedMap<Target, Work> workByTarget,
    SortedMap<Release, Instant> releasedAt,
    long push,
    int bumpedCount,
    SortedMap<String, Disk> diskByWorker,
    List<Told> stuck,
    List<Told> failed,
    List<AtWindow> windows) {

  public record Work(int attempts, long slotMillis) {
    Work plus(long millis) {
      return new Work(attempts + 1, slotMillis + millis);
    }
  }

  /// What one push called for, for one architecture.
  ///
  /// @param push 0: what the farm planned by itself
  public record Release(long push, String architecture) implements Comparable<Release> {
    @Override
    public int compareTo(Release other) {
      int byPush = Long.compare(push, other.push);
      return byPush != 0 ? byPush : architecture.compareTo(other.architecture);
    }
  }

  /// @param totalBytes what its builds can have
  public record Disk(long peakBytes, long totalBytes) {}

  /// @param build `boost-1.83.0_3 for x86_64`
  public record Told(String build, String why) {}

  /// One window, when it begins.
  ///
  /// @param heldBack ready builds that wait because they would not be done before it
  /// @param running builds that still run on its workers
  public record AtWindow(WhatIf.Window window, List<String> heldBack, List<String> running) {
    public AtWindow {
      heldBack = List.copyOf(heldBack);
      running = List.copyOf(running);
    }
  }
}
