package slipway.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One attempt bound to one worker, and all that the worker must know to run it.
///
/// @param reservation what the worker keeps free for it; nothing unknown here
/// @param jobs make jobs
/// @param reclaimBytes free space that the worker must bring the build area to first; 0: as it is
/// @param dependencies what the build waited for, as far as the farm still knows
public record Lease(
    AttemptId attempt,
    BuildId build,
    String worker,
    Instant started,
    Reservation reservation,
    int jobs,
    long reclaimBytes,
    Duration noOutputLimit,
    Duration totalLimit,
    PackageTarget what,
    String version,
    String commit,
    List<String> subpackages,
    Lane lane,
    List<PackageTarget> dependencies) {}
