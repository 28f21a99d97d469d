package slipway.worker.run;

import java.time.Instant;
import java.util.Optional;
import slipway.worker.attempt.Ending;
import slipway.worker.attempt.Phase;

/// What is to be said of an attempt at one moment.
///
/// @param held whether its output waits, since too much of its log is not with the master
/// @param delivered present once the attempt has ended, its whole log is durable at the master and
///   its packages are uploaded
public record AttemptStatus(
    Phase phase,
    Instant started,
    long logBytes,
    long diskBytesPeak,
    long memoryBytesPeak,
    boolean held,
    Optional<Ending> delivered) {}
