package slipway.worker.run;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import slipway.worker.attempt.Phase;
import slipway.worker.driver.Driver;
import slipway.worker.driver.Site;
import slipway.worker.process.ControlGroup;
import slipway.worker.process.ProcessSampler;
import slipway.worker.process.WrappedCommand;
import slipway.worker.space.BuildArea;
import slipway.worker.space.DiskUse;

/// Measures one attempt while it runs. A walk over its directories costs what they hold, so the
/// longer one takes, the later comes the next: walking never takes more than a twentieth of a core.
/// For one thread; the getters for any.
final class Meter {
  private static final int WALK_SHARE = 20;
  private static final Duration WALK_PAUSE_MIN = Duration.ofSeconds(1);

  private final Site site;
  private final Driver driver;
  private final List<DiskWatch> disks;
  private final ProcessSampler processes;
  private final Supplier<Optional<ControlGroup>> group;
  private final LogWatch log;
  private final long memoryKillsBefore = Evidence.memoryKillsSinceBoot();

  private volatile Phase phase = Phase.PREPARE;
  private volatile long logBytes;
  private volatile boolean held;
  private volatile long diskBytesPeak;
  private volatile long memoryBytesPeak;
  private volatile long lastOutputNanos = System.nanoTime();
  private long nextWalkNanos = System.nanoTime();

  /// @param group the attempt's control group, once it has one
  Meter(
      Site site,
      Driver driver,
      BuildArea area,
      ProcessSampler processes,
      Supplier<Optional<ControlGroup>> group) {
    this.site = site;
    this.driver = driver;
    this.disks =
        List.of(
            new DiskWatch("the build area", area),
            new DiskWatch("the cache directory", new BuildArea(site.cache())),
            new DiskWatch("the state directory", new BuildArea(site.files().state())));
    this.processes = processes;
    this.group = group;
    this.log = new LogWatch(site.files().log());
  }

  /// One look at everything. Never fails: what cannot be measured now is measured later.
  void look(Optional<WrappedCommand> command) {
    try {
      if (log.read(line -> driver.phaseOf(line).ifPresent(this::enter))) {
        lastOutputNanos = System.nanoTime();
      }
      held = Files.exists(site.files().held());
      if (held) {
        // It would print if it were let.
        lastOutputNanos = System.nanoTime();
      }
      logBytes = site.files().logBytes();
      for (DiskWatch disk : disks) {
        disk.look();
      }
      if (command.isPresent()) {
        memoryBytesPeak = Math.max(memoryBytesPeak, memoryBytes(command.get()));
      }
      if (System.nanoTime() - nextWalkNanos >= 0) {
        walk();
      }
    } catch (IOException later) {
      // A directory that vanishes under a build is the build's affair.
    }
  }

  /// The kernel's own count where there is one: pages that processes share count once.
  private long memoryBytes(WrappedCommand command) throws IOException {
    OptionalLong counted = group.get().map(ControlGroup::memoryBytes).orElse(OptionalLong.empty());
    return counted.isPresent() ? counted.getAsLong() : command.residentBytes(processes.recent());
  }

  /// What is there when the process has ended: a failed build leaves behind what filled the disk.
  void walk() throws IOException {
    long begun = System.nanoTime();
    diskBytesPeak = Math.max(diskBytesPeak, DiskUse.of(driver.directories(site)));
    long took = System.nanoTime() - begun;
    nextWalkNanos = System.nanoTime() + Math.max(WALK_PAUSE_MIN.toNanos(), took * WALK_SHARE);
  }

  void enter(Phase next) {
    phase = next;
  }

  Evidence evidence() throws IOException {
    var seen = new ArrayList<DiskWatch.Disk>();
    for (DiskWatch disk : disks) {
      seen.add(disk.seen());
    }
    OptionalLong own = group.get().map(ControlGroup::memoryKills).orElse(OptionalLong.empty());
    long memoryKills = own.orElse(Evidence.memoryKillsSinceBoot() - memoryKillsBefore);
    return new Evidence(Evidence.tailOf(site.files().log()), seen, memoryKills, own.isPresent());
  }

  Phase phase() {
    return phase;
  }

  long logBytes() {
    return logBytes;
  }

  /// Whether the build's output waits, since too much of its log is not with the master.
  boolean isHeld() {
    return held;
  }

  long diskBytesPeak() {
    return diskBytesPeak;
  }

  long memoryBytesPeak() {
    return memoryBytesPeak;
  }

  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastOutputNanos);
  }
}
