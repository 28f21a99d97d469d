package slipway.scheduler.judge;

import java.time.Duration;
import slipway.scheduler.Reservation;

/// What becomes of a build whose attempt has ended.
sealed interface Verdict {
  /// Its packages are here.
  record Deliver() implements Verdict {}

  /// Once more.
  ///
  /// @param pause before it may start
  record Requeue(Reservation reservation, Duration pause, String why) implements Verdict {}

  record Fail(String why) implements Verdict {}
}
