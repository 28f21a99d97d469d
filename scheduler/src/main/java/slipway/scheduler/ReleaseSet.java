package slipway.scheduler;

import java.util.List;

/// Staged builds that are due to become visible together: what one push called for, for one
/// architecture.
///
/// @param push or 0 for what the farm planned by itself
public record ReleaseSet(long push, String architecture, List<BuildId> builds) {
  public ReleaseSet {
    builds = List.copyOf(builds);
  }
}
