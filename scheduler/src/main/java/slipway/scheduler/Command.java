package slipway.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the farm is asked to take in or to do.
public sealed interface Command {
  /// The difference of tree and repository, whole: what is wanted now. Builds that are on their way
  /// and not in it are cancelled; those at an older version are superseded.
  ///
  /// @param push what caused it, or null when the farm looked by itself (start, timer)
  record Plan(@Nullable Push push, List<Wanted> wanted, Lane lane) implements Command {
    public Plan {
      wanted = List.copyOf(wanted);
    }
  }

  /// A push as it is told by the tree.
  ///
  /// @param packages those that it changed, at most fifty
  record Push(
      String oldCommit,
      String newCommit,
      String who,
      String title,
      int commitCount,
      List<String> packages) {
    public Push {
      packages = List.copyOf(packages);
    }
  }

  /// A worker's word: what it is and what it runs.
  record WorkerReported(WorkerStatus status) implements Command {}

  record AttemptEnded(AttemptId attempt, String worker, Outcome outcome, Usage usage)
      implements Command {}

  /// The publisher has the build's packages in the stage, signed.
  record Staged(BuildId build) implements Command {}

  /// The publisher refused the build's packages; a failure of the package.
  record StagingRefused(BuildId build, String message) implements Command {}

  /// The builds' packages were seen on the mirrors.
  record Released(List<BuildId> builds) implements Command {
    public Released {
      builds = List.copyOf(builds);
    }
  }

  /// Build these now, in that lane: queues them, or moves what is queued, or retries what has
  /// failed.
  record Force(List<Wanted> wanted, Lane lane, String actor, String reason) implements Command {
    public Force {
      wanted = List.copyOf(wanted);
    }
  }

  record Retry(BuildId build, String actor, String reason) implements Command {}

  record Cancel(BuildId build, String actor, String reason) implements Command {}

  record Drain(String worker, boolean undo, String actor, String reason) implements Command {}

  record Pause(boolean undo, String actor, String reason) implements Command {}

  /// Time has passed: see whose lease has run out and whose pause is over.
  record Tick() implements Command {}
}
