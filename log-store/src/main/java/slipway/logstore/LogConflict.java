package slipway.logstore;

/// What was sent contradicts what is stored: other bytes at the same offset, or another end of a
/// closed log. The store keeps what it has acknowledged first.
public final class LogConflict extends LogStoreException {
  private static final long serialVersionUID = 1L;

  private final long attempt;
  private final long offset;

  public LogConflict(long attempt, long offset, String what) {
    super("The log of attempt %d, offset %d: %s".formatted(attempt, offset, what), null);
    this.attempt = attempt;
    this.offset = offset;
  }

  public long attempt() {
    return attempt;
  }

  /// The first offset at which the two differ.
  public long offset() {
    return offset;
  }
}
