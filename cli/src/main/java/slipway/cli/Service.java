package slipway.cli;

import java.util.concurrent.CountDownLatch;

/// Keeps a process of the farm running until it is asked to end.
final class Service {
  private Service() {}

  /// Waits for SIGTERM or SIGINT, and then closes.
  static void untilTerminated(AutoCloseable service) throws InterruptedException {
    var terminated = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  terminated.countDown();
                  try {
                    closed.await();
                  } catch (InterruptedException impatient) {
                    Thread.currentThread().interrupt();
                  }
                },
                "terminate"));
    terminated.await();
    try {
      service.close();
    } catch (Exception failure) {
      System.err.println("slipway: while closing: " + failure);
    } finally {
      closed.countDown();
    }
  }
}
