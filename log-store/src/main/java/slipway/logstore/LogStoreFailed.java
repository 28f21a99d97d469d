package slipway.logstore;

import org.jspecify.annotations.Nullable;

/// The store cannot be opened, read or written as a whole: the world has failed, not one log.
public final class LogStoreFailed extends LogStoreException {
  private static final long serialVersionUID = 1L;

  public LogStoreFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
