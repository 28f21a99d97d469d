package slipway.logstore.search;

/// Consecutive bytes of one log to look through: whole lines, unless a line is longer than a block
/// may be.
///
/// @param linesBefore newlines in the log before `offset`
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
record Block(long attempt, long offset, long linesBefore, byte[] bytes) {}
