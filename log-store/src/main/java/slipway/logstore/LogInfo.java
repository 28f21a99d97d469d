package slipway.logstore;

import java.time.Instant;
import java.util.Optional;

/// What the store knows of one log.
///
/// @param length durable bytes
/// @param lines lines begun: newlines, and one more if the last byte is not a newline
/// @param openedAt when its first bytes came
/// @param closedAt when it was declared complete; empty while it may still grow
public record LogInfo(
    long attempt, long length, long lines, Instant openedAt, Optional<Instant> closedAt) {

  /// Complete: no byte will be added.
  public boolean closed() {
    return closedAt.isPresent();
  }
}
