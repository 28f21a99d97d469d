package slipway.worker.run;

import java.util.Optional;
import java.util.regex.Pattern;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Phase;
import slipway.worker.driver.Verdict;
import slipway.worker.run.DiskWatch.Disk;
import slipway.worker.space.Room;

/// Says how an attempt ended. A full disk is told by words **and** a full disk, or by a disk so
/// full that nothing else can be meant: words alone may be those of a test, a full disk alone may
/// be somebody else's.
final class Judge {
  private static final Pattern NO_SPACE =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|ENOSPC|EDQUOT|archive_write_close: .*Write error");
  private static final Pattern NO_MEMORY =
      Pattern.compile(
          "Killed signal terminated program|virtual memory exhausted|[Oo]ut of memory|Cannot allocate memory|"
              + "std::bad_alloc|memory exhausted|LLVM ERROR: out of memory|: \\d+ Killed  |Error 137|exited with 137");
  private static final Pattern ERROR_LINE = Pattern.compile("(?m)^=> ERROR: (.*)$");
  private static final int KILLED = 128 + 9;
  // A file system this full lets nothing be built: one part in this many, but at most so much.
  private static final long FULL_PART = 50;
  private static final long FULL_BYTES_MAX = 64L << 20;

  private Judge() {}

  record Judgement(Cause cause, Phase phase, String message) {}

  /// Judges a process that failed by itself.
  ///
  /// @param phase the one seen last
  static Judgement ofExit(int exitStatus, Verdict verdict, Phase phase, Evidence evidence) {
    Phase where = verdict.phase().orElse(phase);
    String said = lastError(evidence.logTail()).orElse("the build exited with " + exitStatus);
    if (verdict.cause() == Cause.NOT_BUILDABLE) {
      return new Judgement(Cause.NOT_BUILDABLE, where, said);
    }
    Optional<Disk> full = fullDisk(evidence, NO_SPACE.matcher(evidence.logTail()).find());
    if (full.isPresent()) {
      // A compiler that ran out of space fails its configure test, and a fetch its file: the phase
      // is where it was.
      return new Judgement(Cause.OUT_OF_SPACE, phase, outOfSpace(full.get(), said));
    }
    if (ranOutOfMemory(exitStatus, evidence)) {
      return new Judgement(Cause.OUT_OF_MEMORY, where, "out of memory: " + said);
    }
    return new Judgement(verdict.cause(), where, said);
  }

  /// Judges a failure of the worker's own steps, such as unpacking dependencies.
  static Judgement ofFailure(Cause otherwise, Phase phase, String message, Evidence evidence) {
    return fullDisk(evidence, NO_SPACE.matcher(message).find())
        .map(full -> new Judgement(Cause.OUT_OF_SPACE, phase, outOfSpace(full, message)))
        .orElse(new Judgement(otherwise, phase, message));
  }

  /// The disk that ran full, if one did.
  ///
  /// @param words whether something said so
  private static Optional<Disk> fullDisk(Evidence evidence, boolean words) {
    return evidence.disks().stream()
        .filter(disk -> disk.room() != Room.ENOUGH || (words && isNearlyFull(disk)))
        .findFirst();
  }

  private static boolean isNearlyFull(Disk disk) {
    return disk.freeBytesLeast() <= Math.min(FULL_BYTES_MAX, disk.totalBytes() / FULL_PART);
  }

  private static boolean ranOutOfMemory(int exitStatus, Evidence evidence) {
    if (evidence.killsAreOwn()) {
      // The kernel has counted, so that neither words nor a signal can mislead.
      return evidence.memoryKills() > 0;
    }
    boolean words = NO_MEMORY.matcher(evidence.logTail()).find();
    return exitStatus == KILLED
        || (words && evidence.memoryKills() > 0)
        || evidence.logTail().contains("Killed signal terminated program");
  }

  private static String outOfSpace(Disk disk, String said) {
    Room missing = disk.room() == Room.ENOUGH ? Room.NO_SPACE : disk.room();
    return "%s in %s (%d MiB free at the end, %d MiB at the least): %s"
        .formatted(
            missing.words(),
            disk.what(),
            disk.freeBytes() >> 20,
            disk.freeBytesLeast() >> 20,
            said);
  }

  /// The first of the error lines at the end: those behind it say where.
  private static Optional<String> lastError(String logTail) {
    var matcher = ERROR_LINE.matcher(logTail);
    String found = null;
    while (matcher.find()) {
      if (found == null || !matcher.group(1).startsWith("  ")) {
        found = matcher.group(1).strip();
      }
    }
    return Optional.ofNullable(found);
  }
}
