package slipway.master.workers;

import java.util.HashSet;
import java.util.Set;
import slipway.master.door.Identity;
import slipway.proto.AttemptReport;
import slipway.proto.WorkerReport;
import slipway.scheduler.AttemptId;
import slipway.scheduler.WorkerStatus;

/// A worker's word as the farm understands it, checked at the door.
final class Reports {
  private static final int SLOTS_MAX = 1_000;
  private static final int ATTEMPTS_MAX = 10_000;
  private static final int TEXT_CHARS_MAX = 200;

  private Reports() {}

  /// @throws IllegalArgumentException if the report makes no sense or claims what the token does
  ///   not allow; the message is for the worker's owner
  static WorkerStatus status(WorkerReport report, Identity.Worker identity) {
    if (!report.getWorker().equals(identity.name())) {
      throw new IllegalArgumentException(
          "the report is of worker \"%s\", and the token is %s's: set the worker's name to that of its token"
              .formatted(report.getWorker(), identity.name()));
    }
    var facts = report.getFacts();
    if (facts.getSlots() < 0 || facts.getSlots() > SLOTS_MAX) {
      throw new IllegalArgumentException("slots: must be from 0 to " + SLOTS_MAX);
    }
    if (report.getAttemptsCount() > ATTEMPTS_MAX) {
      throw new IllegalArgumentException(
          "a worker cannot run " + report.getAttemptsCount() + " attempts");
    }
    return new WorkerStatus(
        identity.name(),
        bounded("session", report.getSession()),
        hosts(report, identity),
        facts.getSlots(),
        Math.clamp(facts.getJobsPerBuild(), 1, 1_000),
        bytes("memory_bytes", facts.getMemoryBytes()),
        bytes("disk_total_bytes", facts.getDiskTotalBytes()),
        bytes("disk_free_bytes", facts.getDiskFreeBytes()),
        bytes("disk_reclaimable_bytes", facts.getDiskReclaimableBytes()),
        bounded("location", facts.getLocation()),
        facts.getStopping(),
        report.getAttemptsList().stream().map(Reports::running).toList());
  }

  private static Set<String> hosts(WorkerReport report, Identity.Worker identity) {
    var hosts = new HashSet<>(report.getFacts().getHostArchitecturesList());
    for (String host : hosts) {
      if (!identity.mayRun(host)) {
        throw new IllegalArgumentException(
            "%s offers to run %s, and its token allows %s"
                .formatted(identity.name(), host, String.join(", ", identity.hosts())));
      }
    }
    return hosts;
  }

  private static WorkerStatus.RunningAttempt running(AttemptReport attempt) {
    if (attempt.getAttempt() <= 0) {
      throw new IllegalArgumentException("attempt: must be a positive number");
    }
    return new WorkerStatus.RunningAttempt(
        new AttemptId(attempt.getAttempt()),
        Math.max(0, attempt.getDiskBytesPeak()),
        attempt.hasEnd());
  }

  private static long bytes(String field, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(field + ": must be less than 2^63");
    }
    return bytes;
  }

  private static String bounded(String field, String text) {
    if (text.length() > TEXT_CHARS_MAX) {
      throw new IllegalArgumentException(
          "%s: longer than %d characters".formatted(field, TEXT_CHARS_MAX));
    }
    return text;
  }
}
