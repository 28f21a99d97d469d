package slipway.master.workers;

import java.io.IOException;
import java.util.Optional;
import slipway.master.loop.Leases;
import slipway.master.wire.Outcomes;
import slipway.master.wire.Wire;
import slipway.proto.AttemptReport;
import slipway.scheduler.AttemptId;
import slipway.scheduler.Command;
import slipway.scheduler.Outcome;
import slipway.scheduler.Usage;

/// Turns a worker's word that an attempt has ended into a command to the farm.
final class Endings {
  private final Leases leases;
  private final Acceptance acceptance;

  Endings(Leases leases, Acceptance acceptance) {
    this.leases = leases;
    this.acceptance = acceptance;
  }

  /// @return nothing if the attempt runs, or is none of that worker's current ones
  /// @throws IllegalArgumentException if the end makes no sense
  Optional<Command.AttemptEnded> ended(String worker, AttemptReport report) throws IOException {
    var lease = leases.of(report.getAttempt(), worker);
    if (!report.hasEnd() || lease.isEmpty()) {
      return Optional.empty();
    }
    var outcome = Outcomes.outcome(report);
    if (outcome instanceof Outcome.Succeeded) {
      var missing = acceptance.missing(lease.get(), report);
      if (missing.isPresent()) {
        outcome = new Outcome.WorkerError("success not accepted: " + missing.get());
      }
    }
    return Optional.of(
        new Command.AttemptEnded(
            new AttemptId(report.getAttempt()), worker, outcome, usage(report)));
  }

  private static Usage usage(AttemptReport report) {
    return new Usage(
        Wire.span(report.getEnd().getDuration()),
        Math.max(0, report.getDiskBytesPeak()),
        Math.max(0, report.getMemoryBytesPeak()));
  }
}
