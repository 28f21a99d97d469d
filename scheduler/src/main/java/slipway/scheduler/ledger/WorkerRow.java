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
  private boolean lost;
  private @Nullable Instant lastSeen;
  private @Nullable WorkerStatus status;
  private final List<Lease> leases = new ArrayList<>();
  private final TreeSet<AttemptId> takenUp = new TreeSet<>();

  WorkerRow(Event.WorkerJoined joined) {
    this.joined = joined;
  }

  WorkerRow copy() {
    var copy = new WorkerRow(joined);
    copy.drained = drained;
    copy.lost = lost;
    copy.lastSeen = lastSeen;
    copy.status = status;
    copy.leases.addAll(leases);
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
      case Event.WorkerUndrained _ -> drained = null;
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
  }

  void begin(Lease lease) {
    leases.add(lease);
  }

  void end(AttemptId attempt) {
    leases.removeIf(lease -> lease.attempt().equals(attempt));
    takenUp.remove(attempt);
  }

  List<Event.OfWorker> trail() {
    var trail = new ArrayList<Event.OfWorker>();
    trail.add(joined);
    if (drained != null) {
      trail.add(drained);
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
    return slots() - leases.size();
  }

  public long memoryBytesReserved() {
    long sum = 0;
    for (var lease : leases) {
      sum += lease.reservation().memoryBytes();
    }
    return sum;
  }

  public long memoryBytesAvailable() {
    return joined.memoryBytes() - memoryBytesReserved();
  }

  public long diskBytesReserved() {
    long sum = 0;
    for (var lease : leases) {
      sum += lease.reservation().diskBytes();
    }
    return sum;
  }

  /// What its leases may still write, by their reservations.
  public long diskBytesOutstanding() {
    long sum = 0;
    for (var lease : leases) {
      sum += Math.max(0, lease.reservation().diskBytes() - diskBytesNow(lease.attempt()));
    }
    return sum;
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
