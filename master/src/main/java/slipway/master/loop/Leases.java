package slipway.master.loop;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import slipway.master.journal.Journal;
import slipway.scheduler.AttemptId;
import slipway.scheduler.Event;
import slipway.scheduler.Farm;
import slipway.scheduler.Lease;
import slipway.scheduler.WorkerView;

/// Which attempts are current, for those who take in logs and packages: always as durable as the
/// journal, and never a question to the farm's thread.
///
/// Written by the loop's thread, read by all.
public final class Leases {
  private final ConcurrentMap<Long, Lease> byAttempt = new ConcurrentHashMap<>();

  /// Begins a term.
  public void reset(Farm farm) {
    byAttempt.clear();
    for (WorkerView worker : farm.workers()) {
      worker.leases().forEach(this::put);
    }
  }

  void take(List<Journal.Entry> entries, Farm farm) {
    for (Journal.Entry entry : entries) {
      switch (entry.event()) {
        case Event.AttemptStarted started ->
            farm.ordersFor(started.worker()).run().forEach(this::put);
        case Event.AttemptEnded ended -> byAttempt.remove(ended.attempt().value());
        default -> {}
      }
    }
  }

  private void put(Lease lease) {
    byAttempt.put(lease.attempt().value(), lease);
  }

  public Optional<Lease> of(long attempt) {
    return Optional.ofNullable(byAttempt.get(attempt));
  }

  /// The lease of an attempt, if that worker holds it.
  public Optional<Lease> of(long attempt, String worker) {
    return of(attempt).filter(lease -> lease.worker().equals(worker));
  }

  public boolean isCurrent(AttemptId attempt) {
    return byAttempt.containsKey(attempt.value());
  }

  public Collection<Lease> all() {
    return List.copyOf(byAttempt.values());
  }
}
