package slipway.master.journal;

import java.io.IOException;

/// A later leader has taken over the journal: whoever gets this must stop commanding.
public final class Fenced extends IOException {
  private static final long serialVersionUID = 1;

  public Fenced(long epoch, long fence) {
    super(
        "The journal belongs to epoch %d now, epoch %d may not write any more."
            .formatted(fence, epoch));
  }
}
