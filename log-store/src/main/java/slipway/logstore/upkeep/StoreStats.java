package slipway.logstore.upkeep;

/// What a store holds.
///
/// @param logs all of them
/// @param openLogs those that may still grow
/// @param logBytes bytes of all logs, as they were printed
/// @param packs made so far
/// @param unpackedBytes bytes of logs that are in no pack yet, as they were printed
/// @param dataBytes on disk, for the logs
/// @param indexBytes on disk, for what is made from the logs: the search index, marks, signatures
/// @param diskBytes on disk, all files of the store, the database's own logs included
/// @param indexedPacks packs that the search index on disk knows
public record StoreStats(
    long logs,
    long openLogs,
    long logBytes,
    long packs,
    long unpackedBytes,
    long dataBytes,
    long indexBytes,
    long diskBytes,
    long indexedPacks) {}
