package slipway.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A worker as the farm sees it now.
///
/// @param drainedBy who drained it, or empty
/// @param suspicion why it gets only one build at a time, or empty
/// @param lastSeen absent: not since the farm was replayed
/// @param status what it said last
/// @param leases what it holds, attempts that are being cancelled included
public record WorkerView(
    String name,
    String session,
    List<String> hosts,
    int slots,
    int jobsPerBuild,
    long memoryBytes,
    long memoryBytesReserved,
    long diskBytesTotal,
    long diskBytesReserved,
    String location,
    String drainedBy,
    String drainReason,
    String suspicion,
    boolean lost,
    Optional<Instant> lastSeen,
    Optional<WorkerStatus> status,
    List<Lease> leases) {}
