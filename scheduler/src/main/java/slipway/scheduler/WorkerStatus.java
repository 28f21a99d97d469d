package slipway.scheduler;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a worker says of itself.
///
/// @param session new for each start of its process
/// @param hosts architectures whose programs it can run
/// @param slots builds at once
/// @param diskBytesFree of the build area now, with all that its builds have written
/// @param diskBytesReclaimable what reclaiming could free
/// @param stopping whether it drains itself
/// @param attempts all that it runs or holds the result of
public record WorkerStatus(
    String name,
    String session,
    Set<String> hosts,
    int slots,
    int jobsPerBuild,
    long memoryBytes,
    long diskBytesTotal,
    long diskBytesFree,
    long diskBytesReclaimable,
    String location,
    boolean stopping,
    List<RunningAttempt> attempts) {
  public WorkerStatus {
    hosts = Collections.unmodifiableSortedSet(new TreeSet<>(hosts));
    attempts = List.copyOf(attempts);
  }

  /// @param ended whether it has a result that it is about to report
  public record RunningAttempt(AttemptId attempt, long diskBytesNow, boolean ended) {}
}
