package slipway.worker.run;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.EnumSet;
import java.util.Set;
import slipway.worker.attempt.StepFailed;

/// Tells one thread to stop, but only where it can stop: an interrupt in the midst of writing
/// something down would close the file under it.
final class StopSignal {
  /// Why to stop; a later one weighs more than an earlier one.
  enum Reason {
    /// The master does not want the build any more.
    CANCEL,
    /// This process ends; the build goes on.
    DETACH,
    /// Nobody wants anything of the attempt any more.
    DROP
  }

  /// Work that may be interrupted.
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, InterruptedException, StepFailed;
  }

  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private Set<Reason> heeded = Set.of();
  private Thread worker = Thread.currentThread();

  synchronized void stop(Reason reason) {
    reasons.add(reason);
    if (heeded.contains(reason)) {
      worker.interrupt();
    }
  }

  synchronized boolean has(Reason reason) {
    return reasons.contains(reason);
  }

  /// Runs work on this thread that ends early when one of the reasons comes, or has come before.
  ///
  /// @throws InterruptedException if it ended for one of these reasons
  <T> T interruptible(Set<Reason> by, Work<T> work)
      throws IOException, InterruptedException, StepFailed {
    begin(by);
    try {
      return work.run();
    } catch (ClosedByInterruptException interrupted) {
      var stopped = new InterruptedException(interrupted.toString());
      stopped.initCause(interrupted);
      throw stopped;
    } finally {
      end();
    }
  }

  private synchronized void begin(Set<Reason> by) throws InterruptedException {
    if (by.stream().anyMatch(reasons::contains)) {
      throw new InterruptedException("asked to stop before it began");
    }
    heeded = by;
    worker = Thread.currentThread();
  }

  private synchronized void end() {
    heeded = Set.of();
    // One that came too late must not end what comes next. (Its reason is kept.)
    boolean _ = Thread.interrupted();
  }
}
