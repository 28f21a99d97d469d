package slipway.scheduler.place;

import java.time.Instant;
import java.util.List;
import slipway.scheduler.BuildId;

/// Why a build cannot start on one worker now. A fact, worded by [Obstacles].
public sealed interface Obstacle {
  /// It does not run programs of the build's host architecture.
  record OtherHost() implements Obstacle {}

  record Lost() implements Obstacle {}

  /// It has not reported since the farm was replayed.
  record NotHeardOf() implements Obstacle {}

  record Drained(String actor, String reason) implements Obstacle {}

  /// A maintenance window has begun there.
  record InWindow(Instant until, String actor, String reason) implements Obstacle {}

  /// A maintenance window begins there before the build would be done.
  ///
  /// @param millisMost how long it is expected to run at the most
  record EndsTooLate(Instant from, long millisMost, String actor, String reason)
      implements Obstacle {}

  /// It gets one build at a time, and has it.
  record Suspected(String why, List<BuildId> running) implements Obstacle {}

  /// It drains itself.
  record Stopping() implements Obstacle {}

  record NoSlot(int slots, List<BuildId> running) implements Obstacle {}

  /// @param roomiestBytes what it could give if nothing else ran there
  record DiskShort(long neededBytes, long availableBytes, long roomiestBytes) implements Obstacle {}

  /// @param totalBytes what it could give if nothing else ran there
  record MemoryShort(long neededBytes, long availableBytes, long totalBytes) implements Obstacle {}

  /// A build of the same package runs there, and one of them has run out of space.
  record SharesNoDisk(BuildId running) implements Obstacle {}

  /// It went wrong there before, and another worker may still take it.
  record WentWrongHere() implements Obstacle {}
}
