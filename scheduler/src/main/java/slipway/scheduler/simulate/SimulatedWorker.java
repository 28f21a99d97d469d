package slipway.scheduler.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.AttemptId;
import slipway.scheduler.Command;
import slipway.scheduler.Lease;
import slipway.scheduler.Orders;
import slipway.scheduler.Outcome;
import slipway.scheduler.Phase;
import slipway.scheduler.Usage;
import slipway.scheduler.WorkerStatus;

/// A worker that converges to its orders and only pretends to build.
///
/// A build writes to its disk evenly until two thirds of its time, and holds its memory from the
/// middle on. It runs out of either where the worker has no more.
final class SimulatedWorker {
  private static final double DISK_FULL_AT = 0.67;
  private static final double MEMORY_FULL_AT = 0.5;

  private final Fleet.Machine machine;
  private final String location;
  private final Function<Lease, World.Effort> efforts;
  private final Faults faults;
  private final Chance chance;
  private final Agenda agenda;
  private final Runnable report;
  private final TreeMap<AttemptId, Attempt> attempts = new TreeMap<>();
  private boolean isBroken;
  private int session = 1;
  private long busyMillis;
  private long diskBytesPeak;

  private static final class Attempt {
    final Lease lease;
    final long startedMillis;
    final long lastsMillis;
    final long diskBytes;
    final long memoryBytes;
    @Nullable Outcome outcome;
    long endedMillis;

    Attempt(Lease lease, long startedMillis, long lastsMillis, long diskBytes, long memoryBytes) {
      this.lease = lease;
      this.startedMillis = startedMillis;
      this.lastsMillis = Math.max(1, lastsMillis);
      this.diskBytes = diskBytes;
      this.memoryBytes = memoryBytes;
    }

    /// When so much of it is over.
    long millisAt(double share) {
      return startedMillis + (long) (lastsMillis * share);
    }

    double progress(long nowMillis) {
      return (double) (nowMillis - startedMillis) / lastsMillis;
    }

    long diskBytesNow(long nowMillis) {
      return outcome != null
          ? 0
          : (long) (diskBytes * Math.min(1, progress(nowMillis) / DISK_FULL_AT));
    }

    long memoryBytesNow(long nowMillis) {
      return outcome == null && progress(nowMillis) >= MEMORY_FULL_AT ? memoryBytes : 0;
    }
  }

  /// @param efforts what an attempt truly takes
  /// @param report has its word sent to the master
  SimulatedWorker(
      Fleet.Machine machine,
      String location,
      Function<Lease, World.Effort> efforts,
      Faults faults,
      Chance chance,
      Agenda agenda,
      Runnable report) {
    this.machine = machine;
    this.location = location;
    this.efforts = efforts;
    this.faults = faults;
    this.chance = chance;
    this.agenda = agenda;
    this.report = report;
    this.isBroken = chance.happens(faults.broken());
  }

  String name() {
    return machine.name();
  }

  Fleet.Machine machine() {
    return machine;
  }

  long busyMillis() {
    return busyMillis;
  }

  /// The most that its builds have had on its disk at once.
  long diskBytesPeak() {
    return diskBytesPeak;
  }

  int runningCount() {
    return (int) attempts.values().stream().filter(attempt -> attempt.outcome == null).count();
  }

  void obey(Orders orders) {
    boolean changed = false;
    for (var attempt : orders.settled()) {
      changed |= attempts.remove(attempt) != null;
    }
    for (var id : orders.cancel()) {
      var attempt = attempts.get(id);
      if (attempt != null && attempt.outcome == null) {
        finish(attempt, new Outcome.Cancelled("as ordered"));
      }
    }
    for (var lease : orders.run()) {
      if (!attempts.containsKey(lease.attempt())) {
        start(lease);
        changed = true;
      }
    }
    if (changed) {
      report.run();
    }
  }

  private void start(Lease lease) {
    double noise = faults.equals(Faults.NONE) ? 1 : 0.7 + 0.6 * chance.random().nextDouble();
    var effort = efforts.apply(lease);
    long lastsMillis = Math.round(effort.millis() * noise / machine.speed());
    begin(lease, agenda.nowMillis(), lastsMillis, effort);
  }

  /// Has run that since its lease began. What should be done by now takes a tenth more than it has
  /// taken.
  void adopt(Lease lease) {
    var effort = efforts.apply(lease);
    long startedMillis = lease.started().toEpochMilli();
    long least = (agenda.nowMillis() - startedMillis) * 11 / 10;
    long lastsMillis = Math.max(least, Math.round(effort.millis() / machine.speed()));
    begin(lease, startedMillis, lastsMillis, effort);
  }

  private void begin(Lease lease, long startedMillis, long lastsMillis, World.Effort effort) {
    double jobs = Math.max(1, machine.jobsPerBuild());
    long memory = (long) (effort.memoryBytes() * (0.2 + 0.8 * Math.min(1, lease.jobs() / jobs)));
    var attempt = new Attempt(lease, startedMillis, lastsMillis, effort.diskBytes(), memory);
    attempts.put(lease.attempt(), attempt);
    agenda.at(attempt.millisAt(MEMORY_FULL_AT), () -> checkMemory(attempt));
    agenda.at(attempt.millisAt(DISK_FULL_AT), () -> checkDisk(attempt));
    var early = misfortune(attempt);
    if (early != null) {
      agenda.at(attempt.millisAt(chance.random().nextDouble()), () -> finish(attempt, early));
    }
    boolean bad = chance.isBad(lease.what(), lease.version(), faults.packageFails());
    agenda.at(
        attempt.millisAt(1),
        () ->
            finish(
                attempt,
                bad
                    ? new Outcome.PackageError(Phase.COMPILE, 1, "it is bad")
                    : new Outcome.Succeeded()));
  }

  /// The worker itself is mended.
  void mend() {
    isBroken = false;
  }

  private @Nullable Outcome misfortune(Attempt attempt) {
    if (isBroken && chance.happens(0.5)) {
      return new Outcome.PackageError(Phase.COMPILE, 4, "internal compiler error");
    }
    if (chance.happens(faults.fetchFails())) {
      return new Outcome.FetchFailed("no route to host");
    }
    if (chance.happens(faults.attemptFails())) {
      return new Outcome.WorkerError("no build root");
    }
    if (chance.happens(faults.timesOut())) {
      return new Outcome.TimedOut(Phase.CHECK, true, "silent in " + attempt.lease.what());
    }
    return chance.happens(faults.stops()) ? new Outcome.Cancelled("the worker stopped it") : null;
  }

  private void checkMemory(Attempt attempt) {
    long now = agenda.nowMillis();
    long used = attempts.values().stream().mapToLong(each -> each.memoryBytesNow(now)).sum();
    if (used > machine.memoryBytes()) {
      finish(
          attempt,
          new Outcome.OutOfMemory(Phase.COMPILE, attempt.memoryBytes, "killed by signal 9"));
    }
  }

  private void checkDisk(Attempt attempt) {
    long now = agenda.nowMillis();
    long used = diskBytesUsed(now);
    diskBytesPeak = Math.max(diskBytesPeak, Math.min(used, machine.diskBytes()));
    if (used > machine.diskBytes()) {
      long reached = Math.max(0, attempt.diskBytesNow(now) - (used - machine.diskBytes()));
      finish(attempt, new Outcome.OutOfSpace(Phase.COMPILE, reached, 0, "No space left on device"));
    }
  }

  private long diskBytesUsed(long now) {
    return attempts.values().stream().mapToLong(each -> each.diskBytesNow(now)).sum();
  }

  private void finish(Attempt attempt, Outcome outcome) {
    if (attempt.outcome != null || attempts.get(attempt.lease.attempt()) != attempt) {
      return;
    }
    diskBytesPeak = Math.max(diskBytesPeak, diskBytesUsed(agenda.nowMillis()));
    attempt.outcome = outcome;
    attempt.endedMillis = agenda.nowMillis();
    busyMillis += attempt.endedMillis - attempt.startedMillis;
    report.run();
  }

  /// The worker loses all that it runs and holds.
  void die() {
    attempts.clear();
    session++;
  }

  /// Its process starts anew; its attempts go on.
  void restart() {
    session++;
  }

  WorkerStatus status() {
    long now = agenda.nowMillis();
    var running = new ArrayList<WorkerStatus.RunningAttempt>();
    for (var attempt : attempts.values()) {
      running.add(
          new WorkerStatus.RunningAttempt(
              attempt.lease.attempt(), attempt.diskBytesNow(now), attempt.outcome != null));
    }
    return new WorkerStatus(
        name(),
        "session " + session,
        machine.hosts(),
        machine.slots(),
        machine.jobsPerBuild(),
        machine.memoryBytes(),
        machine.diskBytes(),
        Math.max(0, machine.diskBytes() - diskBytesUsed(now)),
        0,
        location,
        false,
        running);
  }

  /// All ends that it has not been told to forget, in every report.
  List<Command.AttemptEnded> ends() {
    var ends = new ArrayList<Command.AttemptEnded>();
    for (var attempt : attempts.values()) {
      var outcome = attempt.outcome;
      if (outcome != null) {
        ends.add(
            new Command.AttemptEnded(
                attempt.lease.attempt(),
                name(),
                outcome,
                new Usage(
                    Duration.ofMillis(attempt.endedMillis - attempt.startedMillis),
                    attempt.diskBytes,
                    attempt.memoryBytes)));
      }
    }
    return ends;
  }

  /// When the attempt began here, for tests.
  @Nullable Instant startedAt(AttemptId id) {
    var attempt = attempts.get(id);
    return attempt == null ? null : Instant.ofEpochMilli(attempt.startedMillis);
  }
}
