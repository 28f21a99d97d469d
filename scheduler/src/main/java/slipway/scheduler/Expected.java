package slipway.scheduler;

import java.time.Instant;

/// When a build is going to start and end, if nothing more urgent comes and nothing fails: eight of
/// ten do within these.
public record Expected(
    Instant startEarliest, Instant startLatest, Instant endEarliest, Instant endLatest) {}
