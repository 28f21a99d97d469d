package slipway.logstore;

/// Bytes are missing before those that were sent: the writer must go on from `wantedOffset`.
public final class LogGap extends LogStoreException {
  private static final long serialVersionUID = 1L;

  private final long attempt;
  private final long wantedOffset;

  public LogGap(long attempt, long wantedOffset, long gotOffset) {
    super(
        "The log of attempt %d has %d bytes, and was sent offset %d. Send it again from offset %d."
            .formatted(attempt, wantedOffset, gotOffset, wantedOffset),
        null);
    this.attempt = attempt;
    this.wantedOffset = wantedOffset;
  }

  public long attempt() {
    return attempt;
  }

  /// The offset of the first byte that the store does not have.
  public long wantedOffset() {
    return wantedOffset;
  }
}
