package slipway.catalog;

import java.io.IOException;

/// A catalog could not be opened, fetched or read. The message says what, where and what to do.
public final class CatalogException extends IOException {
  private static final long serialVersionUID = 1L;

  public CatalogException(String message) {
    super(message);
  }

  public CatalogException(String message, Throwable cause) {
    super(message, cause);
  }
}
