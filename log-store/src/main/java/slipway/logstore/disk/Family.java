package slipway.logstore.disk;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The column families. What their keys and values look like is told where it is encoded.
public enum Family {
  /// A few numbers about the store itself.
  META,
  /// One {@link LogRecord} for each log.
  LOGS,
  /// The bytes of logs as they came, until they are packed: {@link ChunkKey} to {@link Chunk}.
  CHUNKS,
  /// Where the packed bytes of logs are: {@link ChunkKey} to {@link Extent}.
  EXTENTS,
  /// The packed bytes of logs: number to {@link Pack}.
  PACKS,
  /// The search index, made from the packs: see `slipway.logstore.index`.
  GRAMS,
  /// Lines that mean something, made from the packs: see `slipway.logstore.structure`.
  MARKS,
  /// Which logs ended with which error, made from the logs: see `slipway.logstore.structure`.
  SIGNATURES,
  /// Names of logs: see `slipway.logstore.files`.
  LABELS;

  /// Counts from 0, in the order above.
  @SuppressWarnings(
      "EnumOrdinal") // families are opened in this order, and known by their name on disk
  int place() {
    return ordinal();
  }

  byte[] bytes() {
    return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }
}
