package slipway.master.intake;

/// A package file that is not taken in. The message is for the worker that sent it.
public final class IntakeException extends Exception {
  private static final long serialVersionUID = 1;

  /// What the sender can do.
  public enum Kind {
    /// The lease does not allow it, now or ever.
    REFUSED,
    /// The bytes are not what was promised: begin again at 0.
    DAMAGED,
    /// Not just now: no space, or somebody else sends the same file. Try again later.
    LATER
  }

  private final Kind kind;

  IntakeException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
