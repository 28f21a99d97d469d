package slipway.worker.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether a process runs. A zombie does not: it waits only for init to take note of it.
public final class Running {
  private Running() {}

  public static boolean isRunning(String pid) {
    try {
      String stat = Files.readString(Path.of("/proc", pid.strip(), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException ended) {
      return false;
    }
  }
}
