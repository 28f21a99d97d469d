package slipway.worker.run;

import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.worker.attempt.AttemptFiles;
import slipway.worker.attempt.AttemptOrder;
import slipway.worker.attempt.Ending;
import slipway.worker.attempt.Phase;
import slipway.worker.attempt.StepFailed;
import slipway.worker.driver.Driver;
import slipway.worker.process.Threads;
import slipway.worker.run.StopSignal.Reason;

/// One attempt on a thread of its own, from its order to the moment when the master has all of it.
///
/// Where it stands is read from its files, so a new worker process goes on where the last one was:
/// an attempt that was being prepared begins again, one whose process runs is adopted, one that has
/// ended is delivered.
public final class Attempt {
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  private final AttemptFiles files;
  private final Workshop workshop;
  private final StopSignal signal;
  // Empty: it has ended, and only has to be delivered.
  private final Optional<Execution> execution;
  private final Instant taken;
  private final Thread thread;
  private volatile Optional<Ending> delivered = Optional.empty();

  private Attempt(
      AttemptFiles files, Workshop workshop, StopSignal signal, Optional<Execution> execution) {
    this.files = files;
    this.workshop = workshop;
    this.signal = signal;
    this.execution = execution;
    this.taken = workshop.time().instant();
    this.thread = Thread.ofVirtual().name("attempt-" + files.attempt()).unstarted(this::run);
  }

  /// An attempt to be run, from wherever it stands.
  public static Attempt toRun(
      AttemptFiles files, AttemptOrder order, Driver driver, Workshop workshop) {
    var signal = new StopSignal();
    var execution = new Execution(files, order, driver, workshop, signal);
    return new Attempt(files, workshop, signal, Optional.of(execution));
  }

  /// An attempt whose ending is on disk.
  public static Attempt toDeliver(AttemptFiles files, Workshop workshop) {
    return new Attempt(files, workshop, new StopSignal(), Optional.empty());
  }

  public void start() {
    thread.start();
  }

  public AttemptFiles files() {
    return files;
  }

  /// What is to be said of it now; for any thread.
  public AttemptStatus status() {
    Optional<Ending> end = delivered;
    if (end.isPresent()) {
      Ending e = end.get();
      return new AttemptStatus(
          e.phase(), e.started(), e.logBytes(), e.diskBytesPeak(), e.memoryBytesPeak(), false, end);
    }
    return execution
        .flatMap(Execution::meter)
        .map(m ->
            new AttemptStatus(
                m.phase(),
                taken,
                m.logBytes(),
                m.diskBytesPeak(),
                m.memoryBytesPeak(),
                m.isHeld(),
                end))
        .orElse(new AttemptStatus(Phase.PREPARE, taken, 0, 0, 0, false, end));
  }

  /// Whether it has ended in a way that somebody may want to look into.
  public boolean leavesTree() {
    return delivered.filter(ending -> ending.cause().leavesTree()).isPresent();
  }

  /// Stops the build with all its processes; it ends as cancelled. Too late if it has ended
  /// already.
  public void cancel() throws IOException {
    // The master says it with all its orders, until it has heard how the attempt ended.
    if (!workshop.store().isCancelled(files)) {
      workshop.store().keepCancelled(files);
    }
    signal.stop(Reason.CANCEL);
  }

  /// Lets go of the attempt without touching what runs, as if this process had ended. Returns once
  /// that is so.
  public void detach() {
    signal.stop(Reason.DETACH);
    Threads.join(thread);
  }

  /// Stops everything; nothing of the attempt is wanted. Returns once nothing of it runs.
  public void drop() {
    signal.stop(Reason.DROP);
    Threads.join(thread);
  }

  private void run() {
    try {
      workshop.outbox().follow(files);
      Ending ending =
          execution.isPresent()
              ? execution.get().run()
              : workshop.store().endingOf(files).orElseThrow();
      workshop.changed().run();
      delivered =
          Optional.of(
              signal.interruptible(
                  EnumSet.of(Reason.DETACH, Reason.DROP),
                  () -> workshop.outbox().deliver(files, ending)));
      workshop.changed().run();
      if (execution.isPresent()) {
        execution.get().delivered();
      }
      log.atInfo()
          .addKeyValue("attempt", files.attempt())
          .addKeyValue("cause", ending.cause())
          .addKeyValue("phase", ending.phase())
          .log("attempt ended and delivered");
    } catch (InterruptedException letGo) {
      log.atDebug().addKeyValue("attempt", files.attempt()).log("attempt let go");
    } catch (IOException | StepFailed failed) {
      log.atError()
          .addKeyValue("attempt", files.attempt())
          .setCause(failed)
          .log("attempt cannot go on");
    }
  }
}
