package slipway.worker.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
import slipway.worker.process.ControlGroup;
import slipway.worker.process.ControlGroups;
import slipway.worker.process.ProcessSampler;
import slipway.worker.process.WrappedCommand;
import slipway.worker.space.DirectoryRemover;
import slipway.worker.space.SpaceKeeper;
import slipway.worker.space.StateReserve;
import slipway.worker.wire.AttemptStore;

/// What all attempts of a worker share.
///
/// @param cache the host directory: git mirrors, packages, distfiles
/// @param killGrace between TERM and KILL
/// @param groups where control groups can be made
/// @param spoolBytes of one build's log that may wait for the master
/// @param changed called when something changed that the master should hear of at once
public record Workshop(
    AttemptStore store,
    SpaceKeeper space,
    StateReserve reserve,
    ProcessSampler processes,
    Outbox outbox,
    Slots slots,
    Path cache,
    Duration killGrace,
    ControlGroups groups,
    GroupLimits limits,
    long spoolBytes,
    AttemptMeters meters,
    InstantSource time,
    Runnable changed) {
  /// What one attempt may use.
  ///
  /// @param memoryBytes 0: no limit
  /// @param cpus 0: no limit
  public record GroupLimits(long memoryBytes, double cpus) {}

  private static final Logger log = LoggerFactory.getLogger(Workshop.class);

  /// Removes what an attempt that was cut short while it was being prepared has left.
  void clean(AttemptFiles files) throws IOException {
    WrappedCommand.withdraw(files.run());
    DirectoryRemover.remove(files.area());
  }

  /// The control group that an attempt runs in; empty where there is none to be had. Its memory
  /// limit is the worker's own, or what the master has reserved if that is more.
  Optional<ControlGroup> makeGroup(AttemptOrder order) {
    long memory =
        limits.memoryBytes() == 0 ? 0 : Math.max(limits.memoryBytes(), order.memoryBytesReserved());
    return groups.make(Long.toString(order.attempt()), memory, limits.cpus());
  }

  /// The control group of an attempt, if it has one.
  Optional<ControlGroup> groupOf(AttemptOrder order) {
    return groups.of(Long.toString(order.attempt()));
  }

  /// Reclaims space as the order asks, and says so in the log.
  void makeRoom(AttemptOrder order, AttemptLog attemptLog)
      throws IOException, InterruptedException {
    if (order.reclaimBytes() > 0) {
      attemptLog.step(
          "asked to free %s of the build area, %s are free ..."
              .formatted(mebibytes(order.reclaimBytes()), mebibytes(space.area().freeBytes())));
    }
    boolean enough =
        space.makeRoom(
            order.reclaimBytes(),
            (what, bytes) -> attemptLog.step("reclaimed %s: %s".formatted(mebibytes(bytes), what)));
    if (!enough) {
      attemptLog.warn(
          "only %s are free in the build area".formatted(mebibytes(space.area().freeBytes())));
    }
  }

  /// Reclaims space without an attempt that asks for it.
  public void makeRoom(long freeBytes) {
    try {
      boolean enough = space.makeRoom(freeBytes, (_, _) -> {});
      log.atDebug().addKeyValue("enough", enough).log("space reclaimed as the master asked");
    } catch (IOException failed) {
      log.atWarn().setCause(failed).log("space cannot be reclaimed");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes the ending of an attempt that cannot begin.
  public void refuse(AttemptFiles files, String why) throws IOException {
    new AttemptLog(files, "attempt " + files.attempt()).error(why);
    Instant now = time.instant();
    long free = space.area().freeBytes();
    store.keepEnding(
        files,
        new Ending(
            Cause.WORKER_ERROR,
            Phase.PREPARE,
            0,
            why,
            List.of(),
            Duration.ZERO,
            files.logBytes(),
            free,
            0,
            0,
            now,
            now));
  }

  /// What is done now and then: the reserve is filled again, kept build trees go when they are old.
  public void tidy() {
    try {
      boolean _ = reserve.fill();
      space.tidy();
    } catch (IOException failed) {
      log.atWarn().setCause(failed).log("tidying is put off");
    }
  }

  private static String mebibytes(long bytes) {
    return "%.1f MiB".formatted(bytes / 1048576.0);
  }
}
