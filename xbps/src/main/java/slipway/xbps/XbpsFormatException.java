package slipway.xbps;

/// A name, package, property list or index is not as XBPS wants it. The message says what is wrong
/// and where; it is meant for the person who made the thing.
public final class XbpsFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public XbpsFormatException(String message) {
    super(message);
  }

  public XbpsFormatException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The same complaint with the place where it was found in front.
  public XbpsFormatException in(String place) {
    return new XbpsFormatException(place + ": " + getMessage(), this);
  }
}
