package slipway.scheduler;

/// A waiting build, and why it waits in a sentence.
public record QueueEntry(BuildView build, String why) {}
