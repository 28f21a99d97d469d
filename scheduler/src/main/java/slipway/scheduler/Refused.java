package slipway.scheduler;

/// A command that may not be obeyed. The message is for the one who asked: what, why, what to do.
public final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  /// What kind of refusal, for mapping to a status.
  public enum Reason {
    /// There is no such build, worker or attempt.
    NOT_FOUND,
    /// Not possible in this state.
    NOT_NOW,
    /// The request makes no sense.
    INVALID
  }

  private final Reason reason;

  public Refused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
