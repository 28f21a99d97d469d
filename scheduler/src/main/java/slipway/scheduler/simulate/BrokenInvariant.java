package slipway.scheduler.simulate;

/// Something happened in a simulated farm that must never happen. The message says what.
public final class BrokenInvariant extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenInvariant(String message) {
    super(message);
  }
}
