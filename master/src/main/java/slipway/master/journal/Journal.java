package slipway.master.journal;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import slipway.scheduler.Event;

/// Every event of the farm, in order. What `append` has returned from is durable.
///
/// Events are numbered from 1 without gaps. A snapshot at sequence *n* stands for the events 1 to
/// *n*, which may then be dropped. One thread appends; snapshots may be written by another.
public interface Journal extends AutoCloseable {
  /// One event as it was journaled.
  record Entry(long sequence, long epoch, Event event) {}

  /// Shuts out every writer of an earlier epoch, durably.
  ///
  /// @throws Fenced if that epoch or a later one has been here already
  void fence(long epoch) throws IOException;

  /// The latest epoch that has fenced; 0 if none ever has.
  long fence() throws IOException;

  /// Writes the events behind the last one, all or none of them, and returns once they are durable:
  /// one fsync for all.
  ///
  /// @return the sequence of the last event
  /// @throws Fenced if a later epoch has fenced meanwhile
  long append(long epoch, List<Event> events) throws IOException;

  /// The sequence of the newest event, 0 if there is none.
  long lastSequence() throws IOException;

  /// Hands out the entries from `sequence` on that are still at hand, in order.
  void read(long sequence, Consumer<Entry> reader) throws IOException;

  /// The sequence that the newest snapshot stands for, 0 if there is none.
  long snapshotSequence() throws IOException;

  /// Keeps events that rebuild the farm as it was after `sequence`, and forgets older snapshots.
  void snapshot(long epoch, long sequence, List<Event> events) throws IOException;

  /// Hands out the events of the newest snapshot.
  void readSnapshot(Consumer<Event> reader) throws IOException;

  /// Drops the entries up to `sequence`, which the newest snapshot must cover.
  void truncate(long sequence) throws IOException;

  @Override
  void close();

  /// Hands out the events that rebuild the farm: the newest snapshot's, then those journaled since.
  default void replay(Consumer<Event> reader) throws IOException {
    readSnapshot(reader);
    read(snapshotSequence() + 1, entry -> reader.accept(entry.event()));
  }
}
