package slipway.master.workers;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import slipway.proto.AttemptReport;
import slipway.proto.WorkerReport;

/// What each worker said last, for those who look on. Figures that change all the time are kept
/// here and nowhere else.
public final class LastReports {
  /// A report, and when it came.
  public record Heard(WorkerReport report, Instant at) {}

  private final ConcurrentMap<String, Heard> byWorker = new ConcurrentHashMap<>();

  void heard(WorkerReport report, Instant at) {
    byWorker.put(report.getWorker(), new Heard(report, at));
  }

  public Optional<Heard> of(String worker) {
    return Optional.ofNullable(byWorker.get(worker));
  }

  /// What a worker says of an attempt that it runs.
  public Optional<AttemptReport> ofAttempt(String worker, long attempt) {
    return of(worker).stream()
        .flatMap(heard -> heard.report().getAttemptsList().stream())
        .filter(report -> report.getAttempt() == attempt)
        .findFirst();
  }
}
