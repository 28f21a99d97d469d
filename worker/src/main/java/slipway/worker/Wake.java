package slipway.worker;

/// Calls whom it is told to call, once it knows. Parts need each other, and one of them is made
/// first.
final class Wake implements Runnable {
  private volatile Runnable target = () -> {};

  void to(Runnable other) {
    target = other;
  }

  @Override
  public void run() {
    target.run();
  }
}
