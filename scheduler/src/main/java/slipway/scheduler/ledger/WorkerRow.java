package slipway.scheduler.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import slipway.scheduler.AttemptId;
import slipway.scheduler.Event;
import slipway.scheduler.Lease;
import slipway.scheduler.WorkerStatus;

/// One worker: the fold of its events, and the leases that it holds.
public final class WorkerRow {
  private Event.WorkerJoined joined;
  private Event.@Nullable WorkerDrained drained;
  private Event.@Nullable WorkerJudged judged;
  private boolean lost;
  private @Nullable Instant lastSeen;
  private @Nullable WorkerStatus status;
  private final List<Lease> leases = new ArrayList<>();

  /// Sums over the leases; kept because every placement asks for them.
  private long memoryBytesReserved;

  private long diskBytesReserved;
  private long diskBytesOutstanding;

  private final TreeSet<AttemptId> takenUp = new TreeSet<>();

  WorkerRow(Event.WorkerJoined joined) {
    this.joined = joined;
  }

  WorkerRow copy() {
    var copy = new WorkerRow(joined);
    copy.drained = drained;
    copy.judged = judged;
    copy.lost = lost;
    copy.lastSeen = lastSeen;
    copy.status = status;
    copy.leases.addAll(leases);
    copy.memoryBytesReserved = memoryBytesReserved;
    copy.diskBytesReserved = diskBytesReserved;
    copy.diskBytesOutstanding = diskBytesOutstanding;
    copy.takenUp.addAll(takenUp);
    return copy;
  }

  void fold(Event.OfWorker event) {
    switch (event) {
      case Event.WorkerJoined e -> {
        joined = e;
        lost = false;
      }
      case Event.WorkerSeen e -> seen(e);
      case Event.WorkerAwaited e -> lastSeen = e.at();
      case Event.WorkerLost _ -> lost = true;
      case Event.WorkerDrained e -> drained = e;
      case Event.WorkerUndrained _ -> {
        drained = null;
        judged = null;
      }
      case Event.WorkerJudged e -> judged = e;
    }
  }

  private void seen(Event.WorkerSeen event) {
    lastSeen = event.at();
    status = event.status();
    for (var running : event.status().attempts()) {
      if (leaseOf(running.attempt()) != null) {
        takenUp.add(running.attempt());
      }
    }
    sumUp();
  }

  void begin(Lease lease) {
    leases.add(lease);
    sumUp();
  }

  private void sumUp() {
    memoryBytesReserved = 0;
    diskBytesReserved = 0;
    diskBytesOutstanding = 0;
    for (var lease : leases) {
      var reservation = lease.reservation();
      memoryBytesReserved += reservation.memoryBytes();
      diskBytesReserved += reservation.diskBytes();
      diskBytesOutstanding += Math.max(0, reservation.diskBytes() - diskBytesNow(lease.attempt()));
    }
  }

  void end(AttemptId attempt) {
    leases.removeIf(lease -> lease.attempt().equals(attempt));
    takenUp.remove(attempt);
    sumUp();
  }

  List<Event.OfWorker> trail() {
    var trail = new ArrayList<Event.OfWorker>();
    trail.add(joined);
    if (drained != null) {
      trail.add(drained);
    }
    if (judged != null) {
      trail.add(judged);
    }
    if (lost) {
      trail.add(new Event.WorkerLost(joined.at(), name(), joined.at()));
    }
    return trail;
  }

  public Event.WorkerJoined facts() {
    return joined;
  }

  public String name() {
    return joined.worker();
  }

  public Set<String> hosts() {
    return joined.hosts();
  }

  public int slots() {
    return joined.slots();
  }

  public Event.@Nullable WorkerDrained drained() {
    return drained;
  }

  /// What the farm makes of how its attempts end; null: nothing remarkable.
  public Event.@Nullable WorkerJudged judged() {
    return judged;
  }

  /// Whether attempts fail here that succeed elsewhere: then it gets one build at a time.
  public boolean isSuspected() {
    return judged != null && judged.suspected();
  }

  public boolean isLost() {
    return lost;
  }

  /// Null: not since the farm was replayed.
  public @Nullable Instant lastSeen() {
    return lastSeen;
  }

  public @Nullable WorkerStatus status() {
    return status;
  }

  public boolean isStopping() {
    return status != null && status.stopping();
  }

  public List<Lease> leases() {
    return Collections.unmodifiableList(leases);
  }

  public @Nullable Lease leaseOf(AttemptId attempt) {
    for (var lease : leases) {
      if (lease.attempt().equals(attempt)) {
        return lease;
      }
    }
    return null;
  }

  /// Whether the worker has ever reported that attempt.
  public boolean hasTakenUp(AttemptId attempt) {
    return takenUp.contains(attempt);
  }

  public int freeSlots() {
    return (isSuspected() ? Math.min(1, slots()) : slots()) - leases.size();
  }

  public long memoryBytesReserved() {
    return memoryBytesReserved;
  }

  public long memoryBytesAvailable() {
    return joined.memoryBytes() - memoryBytesReserved();
  }

  public long diskBytesReserved() {
    return diskBytesReserved;
  }

  /// What its leases may still write, by their reservations.
  public long diskBytesOutstanding() {
    return diskBytesOutstanding;
  }

  private long diskBytesNow(AttemptId attempt) {
    if (status != null) {
      for (var running : status.attempts()) {
        if (running.attempt().equals(attempt)) {
          return running.diskBytesNow();
        }
      }
    }
    return 0;
  }

  /// Free space that nobody has been promised, once what can be reclaimed is.
  public long diskBytesAvailable() {
    if (status == null) {
      return 0;
    }
    long free = status.diskBytesFree() + status.diskBytesReclaimable() - diskBytesOutstanding();
    return Math.min(free, joined.diskBytesTotal() - diskBytesReserved());
  }

  /// What a build could have at the most if nothing else ran here.
  public long diskBytesRoomiest() {
    if (status == null) {
      return joined.diskBytesTotal();
    }
    long room = status.diskBytesFree() + status.diskBytesReclaimable();
    for (var running : status.attempts()) {
      room += running.diskBytesNow();
    }
    return Math.min(room, joined.diskBytesTotal());
  }
}
