package slipway.scheduler;

/// What the order of the queue knows of a build, as of the last plan.
///
/// @param expectedMillis how long an attempt is expected to run
/// @param remainingPathMillis the longest chain of expected durations that begins with it
/// @param frees how many waiting builds cannot start before it is done
/// @param leverageMillis expected time for each build that is done thanks to it, itself included
public record Rank(long expectedMillis, long remainingPathMillis, int frees, long leverageMillis) {
  public static final Rank NONE = new Rank(0, 0, 0, 0);
}
