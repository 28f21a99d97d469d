package slipway.worker.run;

import java.time.Instant;
import java.util.Optional;
import slipway.worker.attempt.Ending;
import slipway.worker.attempt.Phase;

/// What is to be said of an attempt at one moment.
///
/// @param delivered present once the attempt has ended, its whole log is durable at the master and
///   its packages are uploaded
public record AttemptStatus(
    Phase phase,
    Instant started,
    long logBytes,
    long diskBytesPeak,
    long memoryBytesPeak,
    Optional<Ending> delivered) {}
