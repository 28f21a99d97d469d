package slipway.logstore;

import java.time.InstantSource;

/// How a log store is opened.
///
/// @param blockCacheBytes memory for what RocksDB has read, its indexes and filters included
/// @param memtableBytes memory for what is written and not yet in table files, for each column
///   family that is busy
/// @param freeBytesMin appends are refused while the disk has less free space than this
/// @param nativeThreads platform threads that make RocksDB calls for virtual threads
/// @param clock tells when a log was opened and closed
public record LogStoreOptions(
    long blockCacheBytes,
    long memtableBytes,
    long freeBytesMin,
    int nativeThreads,
    InstantSource clock) {

  private static final long MIB = 1L << 20;

  public LogStoreOptions {
    if (blockCacheBytes < MIB || memtableBytes < MIB || freeBytesMin < 0 || nativeThreads < 1) {
      throw new IllegalArgumentException(
          "A log store needs a block cache and memtables of at least 1 MiB, and one thread; got "
              + "blockCacheBytes=%d memtableBytes=%d freeBytesMin=%d nativeThreads=%d"
                  .formatted(blockCacheBytes, memtableBytes, freeBytesMin, nativeThreads));
    }
  }

  public static LogStoreOptions defaults() {
    return new LogStoreOptions(128 * MIB, 32 * MIB, 512 * MIB, 4, InstantSource.system());
  }

  public LogStoreOptions withBlockCacheBytes(long bytes) {
    return new LogStoreOptions(bytes, memtableBytes, freeBytesMin, nativeThreads, clock);
  }

  public LogStoreOptions withFreeBytesMin(long bytes) {
    return new LogStoreOptions(blockCacheBytes, memtableBytes, bytes, nativeThreads, clock);
  }

  public LogStoreOptions withClock(InstantSource source) {
    return new LogStoreOptions(blockCacheBytes, memtableBytes, freeBytesMin, nativeThreads, source);
  }
}
