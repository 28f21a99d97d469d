package slipway.worker.attempt;

/// A step of an attempt went wrong in a way that says by itself how the attempt ends. The message
/// is for people.
public final class StepFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final Cause cause;
  private final Phase phase;

  public StepFailed(Cause cause, Phase phase, String message) {
    super(message);
    this.cause = cause;
    this.phase = phase;
  }

  public StepFailed(Cause cause, Phase phase, String message, Throwable because) {
    super(message, because);
    this.cause = cause;
    this.phase = phase;
  }

  public Cause endsAs() {
    return cause;
  }

  public Phase phase() {
    return phase;
  }
}
