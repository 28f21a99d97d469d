package slipway.worker.process;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One reading of `/proc` for all who ask within a short while. Safe for many threads.
public final class ProcessSampler {
  private final long keepNanos;
  private @Nullable ProcessTable table;
  private long readNanos;

  public ProcessSampler(Duration keep) {
    this.keepNanos = keep.toNanos();
  }

  public synchronized ProcessTable recent() throws IOException {
    long now = System.nanoTime();
    ProcessTable kept = table;
    if (kept == null || now - readNanos > keepNanos) {
      kept = ProcessTable.read();
      table = kept;
      readNanos = now;
    }
    return kept;
  }
}
