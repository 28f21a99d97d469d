package slipway.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Keeps a process of the farm running until it is asked to end.
final class Service {
  private Service() {}

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /// Waits for SIGTERM or SIGINT, and then closes.
  static void untilTerminated(AutoCloseable service) throws InterruptedException {
    untilTerminated(service, () -> false);
  }

  /// Waits for SIGTERM or SIGINT, or until it has ended by itself, and then closes.
  static void untilTerminated(AutoCloseable service, BooleanSupplier ended)
      throws InterruptedException {
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
    boolean asked = false;
    while (!asked && !ended.getAsBoolean()) {
      asked = terminated.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
    try {
      service.close();
    } catch (Exception failure) {
      System.err.println("slipway: while closing: " + failure);
    } finally {
      closed.countDown();
    }
  }
}
