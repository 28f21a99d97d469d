package slipway.logstore;

import org.jspecify.annotations.Nullable;

/// Stored bytes are not what was written: a checksum, a frame or a database block is broken. Only
/// this piece of this log is affected; everything before and after it stays readable.
public final class LogDamaged extends LogStoreException {
  private static final long serialVersionUID = 1L;

  private final long attempt;
  private final long offset;
  private final long resumeOffset;

  public LogDamaged(
      long attempt, long offset, long resumeOffset, String what, @Nullable Throwable cause) {
    super(
        ("The log of attempt %d is damaged at offset %d: %s. It can be read again from offset %d;"
                + " run `slipway logs verify` for all damage, and restore from a backup.")
            .formatted(attempt, offset, what, resumeOffset),
        cause);
    this.attempt = attempt;
    this.offset = offset;
    this.resumeOffset = resumeOffset;
  }

  public long attempt() {
    return attempt;
  }

  /// The offset of the first byte of the damaged piece.
  public long offset() {
    return offset;
  }

  /// Where what follows can be read again; the length of the log if nothing follows.
  public long resumeOffset() {
    return resumeOffset;
  }
}
