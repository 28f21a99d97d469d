package slipway.worker.process;

/// What every part does that has a thread of its own.
public final class Threads {
  private Threads() {}

  /// Waits until a thread has ended, even if this one is interrupted meanwhile; the interrupt is
  /// kept.
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException notNow) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
