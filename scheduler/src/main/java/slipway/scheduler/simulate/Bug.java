package slipway.scheduler.simulate;

import java.util.ArrayList;
import java.util.List;
import slipway.scheduler.AttemptId;
import slipway.scheduler.Event;
import slipway.scheduler.Reservation;

/// What a careless change to the scheduler could do. A bug is planted between deciding and
/// applying, to see that the fault schedules find it; no farm that serves anybody has one.
public enum Bug {
  NONE,
  /// A build whose attempt was lost is not queued again.
  FORGOTTEN_REQUEUE,
  /// Dependents start when a package is delivered, not when it is staged.
  EARLY_DEPENDENTS,
  /// A build starts on two workers.
  TWO_LEASES,
  /// What becomes ready is not told.
  FORGOTTEN_READY,
  /// More disk is reserved than the worker has.
  GREEDY_RESERVATION;

  List<Event> plant(List<Event> events) {
    var planted = new ArrayList<Event>();
    for (var event : events) {
      switch (event) {
        case Event.BuildRequeued _ when this == FORGOTTEN_REQUEUE -> {}
        case Event.BuildReady _ when this == FORGOTTEN_READY -> {}
        case Event.BuildDelivered e when this == EARLY_DEPENDENTS -> {
          planted.add(e);
          planted.add(new Event.BuildStaged(e.at(), e.build()));
        }
        case Event.AttemptStarted e when this == TWO_LEASES && e.attempt().value() % 7 == 0 -> {
          planted.add(e);
          planted.add(again(e, e.attempt().value() + 1_000_000, e.reservation()));
        }
        case Event.AttemptStarted e when this == GREEDY_RESERVATION ->
            planted.add(
                again(
                    e,
                    e.attempt().value(),
                    new Reservation(
                        3 * e.reservation().diskBytes(), e.reservation().memoryBytes())));
        default -> planted.add(event);
      }
    }
    return planted;
  }

  private static Event.AttemptStarted again(
      Event.AttemptStarted event, long attempt, Reservation reservation) {
    return new Event.AttemptStarted(
        event.at(),
        new AttemptId(attempt),
        event.build(),
        event.worker(),
        reservation,
        event.jobs(),
        event.reclaimBytes());
  }
}
