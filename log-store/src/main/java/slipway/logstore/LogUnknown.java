package slipway.logstore;

/// There is no log of this attempt: it has printed nothing yet, or the number is wrong.
public final class LogUnknown extends LogStoreException {
  private static final long serialVersionUID = 1L;

  private final long attempt;

  public LogUnknown(long attempt) {
    super("There is no log of attempt %d in this store.".formatted(attempt), null);
    this.attempt = attempt;
  }

  public long attempt() {
    return attempt;
  }
}
