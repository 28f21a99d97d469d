package slipway.worker.run;

import java.io.IOException;
import slipway.worker.space.BuildArea;
import slipway.worker.space.Room;

/// Watches one of the disks that an attempt writes to. For one thread.
final class DiskWatch {
  private final String what;
  private final BuildArea area;
  private long freeBytesLeast = Long.MAX_VALUE;

  /// What was seen of a disk.
  ///
  /// @param what for people
  /// @param freeBytes now
  /// @param freeBytesLeast the least that was seen while the attempt ran
  /// @param room whether another mebibyte can be written now
  record Disk(String what, long freeBytes, long freeBytesLeast, long totalBytes, Room room) {}

  DiskWatch(String what, BuildArea area) {
    this.what = what;
    this.area = area;
  }

  void look() throws IOException {
    freeBytesLeast = Math.min(freeBytesLeast, area.freeBytes());
  }

  Disk seen() throws IOException {
    look();
    return new Disk(what, area.freeBytes(), freeBytesLeast, area.totalBytes(), area.room());
  }
}
