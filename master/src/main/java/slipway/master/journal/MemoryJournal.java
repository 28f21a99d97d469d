package slipway.master.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import slipway.scheduler.Event;

/// A journal that forgets all when the process ends: for tests and simulations.
public final class MemoryJournal implements Journal {
  private final List<Entry> entries = new ArrayList<>();
  private List<Event> snapshot = List.of();
  private long snapshotSequence;
  private long dropped;
  private long fence;

  @Override
  public synchronized void fence(long epoch) throws Fenced {
    if (epoch <= fence) {
      throw new Fenced(epoch, fence);
    }
    fence = epoch;
  }

  @Override
  public synchronized long fence() {
    return fence;
  }

  @Override
  public synchronized long append(long epoch, List<Event> events) throws Fenced {
    if (epoch != fence) {
      throw new Fenced(epoch, fence);
    }
    for (Event event : events) {
      entries.add(new Entry(lastSequence() + 1, epoch, event));
    }
    return lastSequence();
  }

  @Override
  public synchronized long lastSequence() {
    return dropped + entries.size();
  }

  @Override
  public void read(long sequence, Consumer<Entry> reader) {
    List<Entry> wanted;
    synchronized (this) {
      int from = Math.toIntExact(Math.clamp(sequence - 1 - dropped, 0, entries.size()));
      wanted = List.copyOf(entries.subList(from, entries.size()));
    }
    wanted.forEach(reader);
  }

  @Override
  public synchronized long snapshotSequence() {
    return snapshotSequence;
  }

  @Override
  public synchronized void snapshot(long epoch, long sequence, List<Event> events) throws Fenced {
    if (epoch != fence) {
      throw new Fenced(epoch, fence);
    }
    snapshot = List.copyOf(events);
    snapshotSequence = sequence;
  }

  @Override
  public void readSnapshot(Consumer<Event> reader) {
    List<Event> events;
    synchronized (this) {
      events = snapshot;
    }
    events.forEach(reader);
  }

  @Override
  public synchronized void truncate(long sequence) {
    Snapshots.checkCovered(sequence, snapshotSequence);
    int count = Math.toIntExact(Math.clamp(sequence - dropped, 0, entries.size()));
    entries.subList(0, count).clear();
    dropped += count;
  }

  @Override
  public void close() {}
}
