package slipway.catalog.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import slipway.catalog.CatalogException;
import slipway.catalog.CatalogSnapshot;
import slipway.catalog.Target;

/// Measures what the same costs with the real tool: one `xbps-src dbulk-dump` for each package.
final class DbulkDump {
  private static final int SAMPLE = 20;

  private DbulkDump() {}

  /// Times of a few packages, always the same ones of a tree, sorted.
  static List<Duration> measure(Path checkout, CatalogSnapshot snapshot) throws IOException {
    Target target = snapshot.targets().firstKey().hostTarget();
    var names = new ArrayList<>(snapshot.target(target).packages().keySet());
    Collections.shuffle(names, new Random(1));
    var times = new ArrayList<Duration>();
    for (String name : names.subList(0, Math.min(SAMPLE, names.size()))) {
      var builder =
          new ProcessBuilder("./xbps-src", "-A", target.host(), "dbulk-dump", name)
              .directory(checkout.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("XBPS_ALLOW_CHROOT_BREAKOUT", "1");
      builder.environment().put("XBPS_CHROOT_CMD", "ethereal");
      long begin = System.nanoTime();
      Process process = builder.start();
      try {
        int status = process.waitFor();
        if (status != 0 && status != 2) {
          throw new CatalogException(
              "xbps-src dbulk-dump %s ended with status %d in %s. Are the xbps tools in PATH?"
                  .formatted(name, status, checkout));
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while xbps-src ran", e);
      }
      times.add(Duration.ofNanos(System.nanoTime() - begin));
    }
    times.sort(null);
    return times;
  }
}
