package slipway.webui.http;

/// A request that the web UI itself turns down. The message is for the one who asked: what is
/// wrong, and what to do.
public final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final long retryAfterSeconds;

  public Refused(int status, String message) {
    this(status, message, 0);
  }

  /// A refusal for the time being.
  ///
  /// @param retryAfterSeconds when to try again; 0 says nothing about it
  public Refused(int status, String message, long retryAfterSeconds) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  public int status() {
    return status;
  }

  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
