package slipway.worker.driver;

import java.util.Optional;
import slipway.worker.attempt.Cause;
import slipway.worker.attempt.Phase;

/// What a driver reads from the exit status of its process.
///
/// @param cause a first guess; evidence of a full disk or memory weighs more
/// @param phase empty: the one seen last in the log
public record Verdict(Cause cause, Optional<Phase> phase) {
  public static Verdict of(Cause cause) {
    return new Verdict(cause, Optional.empty());
  }

  public static Verdict of(Cause cause, Phase phase) {
    return new Verdict(cause, Optional.of(phase));
  }
}
