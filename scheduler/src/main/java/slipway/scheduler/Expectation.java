package slipway.scheduler;

import java.time.Duration;

/// What a build is expected to take.
///
/// @param usage the best single guess
/// @param least nine of ten builds are expected to last at least so long,
/// @param most and at most so long
/// @param attempts of this package and target that it was learned from; 0: from other targets, from
///   a person, or not at all
public record Expectation(Usage usage, Duration least, Duration most, int attempts) {}
