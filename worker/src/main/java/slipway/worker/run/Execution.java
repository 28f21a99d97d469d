package slipway.worker.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.worker.attempt.AttemptFiles;
import slipway.worker.attempt.AttemptLog;
import slipway.worker.attempt.AttemptOrder;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Ending;
import slipway.worker.attempt.Phase;
import slipway.worker.attempt.StepFailed;
import slipway.worker.driver.Command;
import slipway.worker.driver.Driver;
import slipway.worker.driver.Site;
import slipway.worker.driver.Verdict;
import slipway.worker.process.ControlGroup;
import slipway.worker.process.WrappedCommand;
import slipway.worker.run.Judge.Judgement;
import slipway.worker.run.StopSignal.Reason;

/// The part of an attempt that builds: prepare, start or adopt the process, wait for it within the
/// limits, judge how it ended, collect its packages, and write all of that down.
final class Execution {
  private static final Logger logger = LoggerFactory.getLogger(Execution.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final AttemptFiles files;
  private final AttemptOrder order;
  private final Driver driver;
  private final Workshop workshop;
  private final StopSignal signal;
  private final AttemptLog log;
  private final long orderedNanos = System.nanoTime();
  private volatile Optional<Meter> meter = Optional.empty();
  private Optional<WrappedCommand> process = Optional.empty();

  Execution(
      AttemptFiles files, AttemptOrder order, Driver driver, Workshop workshop, StopSignal signal) {
    this.files = files;
    this.order = order;
    this.driver = driver;
    this.workshop = workshop;
    this.signal = signal;
    this.log = new AttemptLog(files, order.pkgver());
  }

  /// Empty until the attempt has a slot.
  Optional<Meter> meter() {
    return meter;
  }

  /// Runs to the end, which is durable when this returns.
  ///
  /// @throws InterruptedException if the attempt was detached or dropped: there is no ending
  Ending run() throws IOException, InterruptedException, StepFailed {
    process = WrappedCommand.adopt(files.run());
    workshop.space().use(Long.toString(order.attempt()));
    int slot = takeSlot();
    var site = new Site(order, files, log, workshop.cache(), slot);
    driver.holds(site).forEach(workshop.space()::use);
    try {
      var measured =
          new Meter(
              site,
              driver,
              workshop.space().area(),
              workshop.processes(),
              () -> workshop.groupOf(order));
      meter = Optional.of(measured);
      Ending ending = execute(site, measured);
      workshop.store().keepEnding(files, ending);
      if (ending.cause().leavesTree()) {
        keepTree(site);
      }
      return ending;
    } finally {
      if (!signal.has(Reason.DETACH)) {
        driver.release(site);
        workshop.groupOf(order).ifPresent(ControlGroup::remove);
        driver.holds(site).forEach(workshop.space()::release);
        workshop.slots().release(slot);
      }
    }
  }

  private void keepTree(Site site) {
    try {
      driver.keep(site);
    } catch (IOException later) {
      logger
          .atWarn()
          .addKeyValue("attempt", order.attempt())
          .setCause(later)
          .log("build tree cannot be kept");
    }
  }

  /// An attempt that ran before a restart keeps its slot, since its build root goes by the slot's
  /// number.
  private int takeSlot() throws IOException, InterruptedException, StepFailed {
    Path kept = files.state().resolve("slot");
    if (process.isPresent() && Files.exists(kept)) {
      int slot = Integer.parseInt(Files.readString(kept).strip());
      workshop.slots().takeBack(slot);
      return slot;
    }
    int slot = signal.interruptible(EnumSet.of(Reason.DETACH, Reason.DROP), workshop.slots()::take);
    Files.writeString(kept, Integer.toString(slot));
    return slot;
  }

  private Ending execute(Site site, Meter measured) throws IOException, InterruptedException {
    try {
      Optional<Judgement> stopped =
          signal.interruptible(EnumSet.allOf(Reason.class), () -> beginAndAwait(site, measured));
      measured.walk();
      return stopped.isPresent()
          ? ending(measured, stopped.get(), List.of())
          : finish(site, measured);
    } catch (StepFailed failed) {
      log.error(String.valueOf(failed.getMessage()));
      return failure(
          measured, failed.endsAs(), failed.phase(), String.valueOf(failed.getMessage()));
    } catch (InterruptedException stopped) {
      if (signal.has(Reason.DETACH)) {
        throw stopped;
      }
      killWhatRuns();
      if (signal.has(Reason.DROP)) {
        throw stopped;
      }
      measured.look(Optional.empty());
      log.error("cancelled by the master");
      return ending(
          measured,
          new Judgement(Cause.ATTEMPT_CANCELLED, measured.phase(), "cancelled by the master"),
          List.of());
    } catch (IOException failed) {
      killWhatRuns();
      return failure(measured, Cause.WORKER_ERROR, measured.phase(), failed.toString());
    }
  }

  private Optional<Judgement> beginAndAwait(Site site, Meter measured)
      throws IOException, InterruptedException, StepFailed {
    if (workshop.store().isCancelled(files)) {
      signal.stop(Reason.CANCEL);
    }
    WrappedCommand running = process.isPresent() ? process.get() : begin(site, measured);
    process = Optional.of(running);
    workshop.changed().run();
    return await(running, measured);
  }

  private WrappedCommand begin(Site site, Meter measured)
      throws IOException, InterruptedException, StepFailed {
    workshop.clean(files);
    log.step(
        "attempt %d of build %d for %s, lane %s"
            .formatted(order.attempt(), order.build(), order.target(), order.lane()));
    workshop.makeRoom(order, log);
    Files.createDirectories(files.area());
    measured.enter(Phase.DEPENDENCIES);
    log.given("jobs", Integer.toString(order.jobs()));
    Command command = driver.prepare(site);
    log.begins();
    measured.look(Optional.empty());
    var started =
        WrappedCommand.start(
            files.run(),
            files.log(),
            workshop.spoolBytes(),
            command.words(),
            command.environment(),
            command.directory(),
            workshop.makeGroup(order));
    workshop.meters().started(Duration.ofNanos(System.nanoTime() - orderedNanos));
    return started;
  }

  /// Waits for the end of the process. Present: a limit was reached, and all of it has been killed.
  private Optional<Judgement> await(WrappedCommand running, Meter measured)
      throws IOException, InterruptedException {
    Phase before = measured.phase();
    while (!running.awaitEnd(LOOK_EVERY)) {
      measured.look(process);
      if (measured.phase() != before) {
        before = measured.phase();
        workshop.changed().run();
      }
      Optional<Judgement> limit = limitReached(measured, running.ran());
      if (limit.isPresent()) {
        log.error(limit.get().message());
        running.kill(workshop.killGrace());
        return limit;
      }
    }
    measured.look(Optional.empty());
    return Optional.empty();
  }

  private Optional<Judgement> limitReached(Meter measured, Duration ran) {
    if (measured.silence().compareTo(order.noOutputLimit()) > 0) {
      String message = "no output for " + words(order.noOutputLimit());
      return Optional.of(new Judgement(Cause.NO_OUTPUT, measured.phase(), message));
    }
    if (ran.compareTo(order.totalLimit()) > 0) {
      String message = "ran for longer than " + words(order.totalLimit());
      return Optional.of(new Judgement(Cause.TOO_LONG, measured.phase(), message));
    }
    return Optional.empty();
  }

  private Ending finish(Site site, Meter measured)
      throws IOException, InterruptedException, StepFailed {
    int exitStatus = exitStatus();
    if (exitStatus < 0) {
      // Whatever the wrapper has left behind would build on, and nobody would know how it ends.
      killWhatRuns();
      String message = "the build's wrapper is gone and has not told how the build ended";
      log.error(message);
      return ending(
          measured, new Judgement(Cause.WORKER_LOST, measured.phase(), message), List.of());
    }
    Verdict verdict = driver.verdictOf(exitStatus, measured.phase(), Evidence.tailOf(files.log()));
    if (verdict.cause() != Cause.SUCCEEDED) {
      // Gathering evidence writes to the disks; a build that went well needs none.
      Judgement judgement =
          Judge.ofExit(exitStatus, verdict, measured.phase(), measured.evidence());
      return ending(measured, judgement, List.of());
    }
    measured.enter(Phase.PACKAGE);
    List<Ending.Delivery> packages = driver.collect(site);
    measured.walk();
    return ending(measured, new Judgement(Cause.SUCCEEDED, Phase.PACKAGE, ""), packages);
  }

  private Ending failure(Meter measured, Cause cause, Phase phase, String message)
      throws IOException {
    measured.walk();
    return ending(measured, Judge.ofFailure(cause, phase, message, measured.evidence()), List.of());
  }

  private Ending ending(Meter measured, Judgement judgement, List<Ending.Delivery> packages)
      throws IOException {
    Duration ran = ran();
    Instant now = workshop.time().instant();
    return new Ending(
        judgement.cause(),
        judgement.phase(),
        Math.max(0, exitStatus()),
        judgement.message(),
        packages,
        ran,
        files.logBytes(),
        workshop.space().area().freeBytes(),
        measured.diskBytesPeak(),
        measured.memoryBytesPeak(),
        now.minus(ran),
        now);
  }

  /// Counts the time since the end of the process, now that the master has all of the attempt.
  void delivered() throws IOException {
    if (process.isPresent()) {
      Instant now = workshop.time().instant();
      Optional<Instant> ended = process.get().endedAt();
      if (ended.isPresent()) {
        Duration took = Duration.between(ended.get(), now);
        workshop.meters().delivered(took, ran().plus(took));
      }
    }
  }

  private void killWhatRuns() throws IOException {
    Optional<WrappedCommand> running =
        process.isPresent() ? process : WrappedCommand.adopt(files.run());
    if (running.isPresent()) {
      running.get().kill(workshop.killGrace());
    }
  }

  /// −1 if there is none, or nobody knows.
  private int exitStatus() throws IOException {
    return process.isPresent() ? process.get().exitStatus().orElse(-1) : -1;
  }

  /// Nothing if there is no process.
  private Duration ran() throws IOException {
    return process.isPresent() ? process.get().ran() : Duration.ZERO;
  }

  private static String words(Duration limit) {
    return limit.toSeconds() >= 120
        ? limit.toMinutes() + " minutes"
        : limit.toSeconds() + " seconds";
  }
}
