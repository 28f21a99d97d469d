package slipway.logstore;

import org.jspecify.annotations.Nullable;

/// What the log store turns down, or cannot do. The message says what, where, and what to do.
public abstract sealed class LogStoreException extends RuntimeException
    permits LogGap, LogConflict, LogUnknown, LogDamaged, LogStoreFull, LogStoreFailed {
  private static final long serialVersionUID = 1L;

  LogStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
