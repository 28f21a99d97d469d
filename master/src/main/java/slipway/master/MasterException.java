package slipway.master;

import java.io.IOException;

/// A master that cannot start. The message says what, where and what to do.
public final class MasterException extends IOException {
  private static final long serialVersionUID = 1;

  public MasterException(String message) {
    super(message);
  }

  public MasterException(String message, Throwable cause) {
    super(message, cause);
  }
}
