package slipway.master.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import slipway.master.rocks.Keys;
import slipway.master.rocks.Rocks;
import slipway.scheduler.Event;

/// The journal of a farm with one machine, in RocksDB. Numbers are 8 bytes, big-endian.
///
///     column family   key                          value
///     entries         sequence                     epoch, then the event as EventCodec writes it
///     snapshots       sequence, number from 0      one event of the snapshot
///     default         "fence"                      the latest epoch
///                     "snapshot"                   sequence and count of the newest whole snapshot
///
/// A snapshot counts once the key `snapshot` names it, which is written last.
public final class RocksJournal implements Journal {
  private static final String ENTRIES = "entries";
  private static final String SNAPSHOTS = "snapshots";
  private static final String META = "default";
  private static final byte[] FENCE = "fence".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SNAPSHOT = "snapshot".getBytes(StandardCharsets.US_ASCII);

  /// Events of a snapshot that are written at once; bounds the memory that it takes.
  private static final int SNAPSHOT_BATCH = 1_000;

  private final Rocks rocks;
  private long fence;
  private long lastSequence;

  private RocksJournal(Rocks rocks, long fence, long lastSequence) {
    this.rocks = rocks;
    this.fence = fence;
    this.lastSequence = lastSequence;
  }

  /// @throws IOException if the directory is locked, unwritable or damaged
  public static RocksJournal open(Path directory) throws IOException {
    var rocks = Rocks.open(directory, "journal", List.of(ENTRIES, SNAPSHOTS));
    byte[] fence = rocks.get(META, FENCE);
    long newest = newestSnapshot(rocks).sequence();
    try (var cursor = rocks.cursor(ENTRIES, Keys.of(0), Keys.of(Long.MAX_VALUE), true)) {
      if (cursor.valid()) {
        long last = Keys.number(cursor.key(), 0);
        newest = Math.max(newest, entry(last, cursor.value()).sequence());
      }
    }
    return new RocksJournal(rocks, fence == null ? 0 : Keys.number(fence, 0), newest);
  }

  @Override
  public synchronized void fence(long epoch) throws IOException {
    if (epoch <= fence) {
      throw new Fenced(epoch, fence);
    }
    try (var batch = rocks.batch()) {
      batch.put(META, FENCE, Keys.of(epoch)).writeDurably();
    }
    fence = epoch;
  }

  @Override
  public synchronized long fence() {
    return fence;
  }

  @Override
  public synchronized long append(long epoch, List<Event> events) throws IOException {
    if (epoch != fence) {
      throw new Fenced(epoch, fence);
    }
    if (events.isEmpty()) {
      return lastSequence;
    }
    long sequence = lastSequence;
    try (var batch = rocks.batch()) {
      for (Event event : events) {
        byte[] json = EventCodec.encode(event);
        byte[] value =
            ByteBuffer.allocate(Long.BYTES + json.length).putLong(epoch).put(json).array();
        batch.put(ENTRIES, Keys.of(++sequence), value);
      }
      batch.writeDurably();
    }
    lastSequence = sequence;
    return sequence;
  }

  @Override
  public synchronized long lastSequence() {
    return lastSequence;
  }

  @Override
  public void read(long sequence, Consumer<Entry> reader) throws IOException {
    long end = lastSequence() + 1;
    try (var cursor = rocks.cursor(ENTRIES, Keys.of(Math.max(0, sequence)), Keys.of(end), false)) {
      for (; cursor.valid(); cursor.advance()) {
        reader.accept(entry(Keys.number(cursor.key(), 0), cursor.value()));
      }
    }
  }

  private static Entry entry(long sequence, byte[] value) throws IOException {
    try {
      var event = EventCodec.decode(value, Long.BYTES, value.length - Long.BYTES);
      return new Entry(sequence, Keys.number(value, 0), event);
    } catch (IOException unreadable) {
      throw new IOException(
          "Event %d of the journal cannot be read: %s. Was it written by a later version of this program?"
              .formatted(sequence, unreadable.getMessage()),
          unreadable);
    }
  }

  private record Newest(long sequence, long count) {}

  private static Newest newestSnapshot(Rocks rocks) throws IOException {
    byte[] value = rocks.get(META, SNAPSHOT);
    return value == null
        ? new Newest(0, 0)
        : new Newest(Keys.number(value, 0), Keys.number(value, Long.BYTES));
  }

  @Override
  public long snapshotSequence() throws IOException {
    return newestSnapshot(rocks).sequence();
  }

  @Override
  public void snapshot(long epoch, long sequence, List<Event> events) throws IOException {
    if (epoch != fence()) {
      throw new Fenced(epoch, fence());
    }
    for (int from = 0; from < events.size(); from += SNAPSHOT_BATCH) {
      try (var batch = rocks.batch()) {
        for (int at = from; at < Math.min(from + SNAPSHOT_BATCH, events.size()); at++) {
          byte[] key = Keys.key().number(sequence).number(at).end();
          batch.put(SNAPSHOTS, key, EventCodec.encode(events.get(at)));
        }
        batch.write();
      }
    }
    try (var batch = rocks.batch()) {
      byte[] newest = Keys.key().number(sequence).number(events.size()).end();
      batch
          .put(META, SNAPSHOT, newest)
          .deleteRange(SNAPSHOTS, Keys.of(0), Keys.of(sequence))
          .writeDurably();
    }
  }

  @Override
  public void readSnapshot(Consumer<Event> reader) throws IOException {
    var newest = newestSnapshot(rocks);
    byte[] from = Keys.key().number(newest.sequence()).number(0).end();
    byte[] to = Keys.key().number(newest.sequence()).number(newest.count()).end();
    long read = 0;
    try (var cursor = rocks.cursor(SNAPSHOTS, from, to, false)) {
      for (; cursor.valid(); cursor.advance(), read++) {
        byte[] value = cursor.value();
        reader.accept(EventCodec.decode(value, 0, value.length));
      }
    }
    if (read != newest.count()) {
      throw new IOException(
          "The journal's snapshot at %d has %d events of %d: restore the journal from a backup."
              .formatted(newest.sequence(), read, newest.count()));
    }
  }

  @Override
  public void truncate(long sequence) throws IOException {
    Snapshots.checkCovered(sequence, snapshotSequence());
    try (var batch = rocks.batch()) {
      batch.deleteRange(ENTRIES, Keys.of(0), Keys.of(sequence + 1)).writeDurably();
    }
  }

  @Override
  public void close() {
    rocks.close();
  }
}
