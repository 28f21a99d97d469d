package slipway.cli;

/// A command could not do what was asked. The message is for the one who typed it: what, why, what
/// to do. It is printed without a stack trace, and the program exits with 1.
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Failure(String message) {
    super(message);
  }
}
