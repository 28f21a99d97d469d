package slipway.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A build as the farm sees it now.
///
/// @param push what called for it, or 0
/// @param since when it came into this waiting, or when it ended
/// @param notBefore when it may start at the earliest; in the past or `Instant.MIN`: now
/// @param why what was last said about it, or empty
/// @param missingCount dependencies that are not staged yet
/// @param actor who forced it, or empty
/// @param lease of the running attempt
public record BuildView(
    BuildId build,
    PackageTarget what,
    String version,
    String commit,
    String fingerprint,
    List<String> subpackages,
    Lane lane,
    long push,
    BuildState state,
    Instant queued,
    Instant since,
    Instant notBefore,
    Reservation reservation,
    Rank rank,
    List<BuildId> dependencies,
    int missingCount,
    String why,
    String actor,
    Optional<Lease> lease) {}
