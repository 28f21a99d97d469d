package slipway.worker.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What speaks for a cause, gathered when an attempt's process has ended and before anything is
/// cleaned.
///
/// @param logTail the last part of the log
/// @param disks that the attempt has written to
/// @param memoryKills processes that the kernel has killed for want of memory meanwhile
/// @param killsAreOwn whether these were the attempt's own for sure, counted by its control group;
///   otherwise those of the whole host
record Evidence(String logTail, List<DiskWatch.Disk> disks, long memoryKills, boolean killsAreOwn) {
  private static final int TAIL_BYTES = 1 << 16;
  private static final Path VMSTAT = Path.of("/proc/vmstat");

  Evidence {
    disks = List.copyOf(disks);
  }

  static String tailOf(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "";
    }
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - TAIL_BYTES);
      byte[] tail = new byte[(int) (file.length() - start)];
      file.seek(start);
      file.readFully(tail);
      return new String(tail, StandardCharsets.UTF_8);
    }
  }

  /// Processes that the kernel has killed for want of memory since it booted.
  static long memoryKillsSinceBoot() {
    try {
      return Files.readAllLines(VMSTAT).stream()
          .filter(line -> line.startsWith("oom_kill "))
          .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length()).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException notToBeRead) {
      return 0;
    }
  }
}
