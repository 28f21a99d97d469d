package slipway.scheduler;

/// What the order of the queue knows of a build, as of the last plan.
///
/// @param expectedMillis how long an attempt is expected to run
/// @param remainingPathMillis the longest chain of expected durations that begins with it
/// @param frees how many waiting builds cannot start before it is done
/// @param leverageMillis expected time for each build that is done thanks to it, itself included
/// @param promisedAtMillis when it would be done if all was built in the order in which it came, in
///   milliseconds since 1970; 0: nothing is promised
/// @param dueAtMillis when it must start at the latest so that neither it nor what waits for it
///   takes many times what first come, first served would take; 0: never
public record Rank(
    long expectedMillis,
    long remainingPathMillis,
    int frees,
    long leverageMillis,
    long promisedAtMillis,
    long dueAtMillis) {
  public static final Rank NONE = new Rank(0, 0, 0, 0, 0, 0);
}
