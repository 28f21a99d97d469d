package slipway.scheduler.simulate;

import java.time.Instant;

/// Something that could be done with a farm, now. Several may be done together.
public sealed interface WhatIf {
  /// A package comes in a new version.
  record Bump(String packageName, Reach reach) implements WhatIf {}

  /// What is built again together with a package.
  enum Reach {
    ALONE,
    /// What names it among its target dependencies, as after a change of a library's soname.
    DEPENDENTS,
    /// What needs it for the same target, through whatever else.
    ALL
  }

  /// One more worker, like one that is there.
  record MoreWorker(String worker, String like) implements WhatIf {}

  /// A worker finishes what it runs, and is there no more.
  record LessWorker(String worker) implements WhatIf {}

  /// A maintenance window.
  ///
  /// @param worker empty: all workers
  /// @param location empty: wherever they are
  record Window(String worker, String location, Instant from, Instant until) implements WhatIf {}

  /// A farm that is paused goes on.
  record Resumed() implements WhatIf {}
}
