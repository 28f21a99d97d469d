package slipway.logstore;

import org.jspecify.annotations.Nullable;

/// Stored bytes are not what was written: a checksum, a frame or a database block is broken. Only
/// this piece of this log is affected; everything before and after it stays readable.
public final class LogDamaged extends LogStoreException {
  private static final long serialVersionUID = 1L;

  /// Behind the damage there is nothing, as far as is known.
  public static final long NOTHING_FOLLOWS = Long.MAX_VALUE;

  private final long attempt;
  private final long offset;
  private final long resumeOffset;
  private final String what;

  public LogDamaged(
      long attempt, long offset, long resumeOffset, String what, @Nullable Throwable cause) {
    super(
        "The log of attempt %d is damaged at offset %d: %s. %s; run `slipway logs verify` for all damage, and restore from a backup."
            .formatted(attempt, offset, what, goOn(resumeOffset)),
        cause);
    this.attempt = attempt;
    this.offset = offset;
    this.resumeOffset = resumeOffset;
    this.what = what;
  }

  private static String goOn(long resumeOffset) {
    return resumeOffset == NOTHING_FOLLOWS
        ? "Nothing follows it"
        : "It can be read again from offset " + resumeOffset;
  }

  public long attempt() {
    return attempt;
  }

  /// The offset of the first byte of the damaged piece.
  public long offset() {
    return offset;
  }

  /// Where what follows can be read again, or {@link #NOTHING_FOLLOWS}.
  public long resumeOffset() {
    return resumeOffset;
  }

  /// What is wrong there.
  public String what() {
    return what;
  }
}
