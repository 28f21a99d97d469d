package slipway.logstore.disk;

import java.nio.charset.StandardCharsets;

/// The column families. What their keys and values look like is told where it is encoded.
public enum Family {
  /// One {@link LogRecord} for each log.
  LOGS,
  /// The bytes of logs as they came: {@link ChunkKey} to {@link Chunk}.
  CHUNKS;

  byte[] bytes() {
    return name().toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }
}
