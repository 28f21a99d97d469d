package slipway.worker.space;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;

/// Something on disk that could go.
///
/// @param what for people
public record Reclaimable(Kind kind, Path path, Instant lastUsed, String what) {
  /// Kinds, in the order in which they go.
  public enum Kind {
    /// Build trees of attempts that have ended, kept so that a failure can be looked at.
    LEFTOVER,
    /// Package files that exist elsewhere: downloaded ones, and those that the master has.
    PACKAGE,
    /// Build roots that no slot uses.
    MASTERDIR,
    /// What lies above the compiler cache's floor.
    COMPILER_CACHE,
    /// Sources that no queued build needs: the last to go, since they would be fetched again.
    DISTFILE
  }

  /// By kind, then the longest unused first.
  static final Comparator<Reclaimable> ORDER =
      Comparator.comparing(Reclaimable::kind)
          .thenComparing(Reclaimable::lastUsed)
          .thenComparing(Reclaimable::path);
}
