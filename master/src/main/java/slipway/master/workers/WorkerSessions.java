package slipway.master.workers;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import slipway.scheduler.Orders;

/// The newest stream of each worker, and its way to the worker.
public final class WorkerSessions {
  private final ConcurrentMap<String, WorkerSession> byWorker = new ConcurrentHashMap<>();

  void opened(WorkerSession session) {
    var former = byWorker.put(session.worker(), session);
    if (former != null && former != session) {
      former.end("worker %s has opened another stream".formatted(session.worker()));
    }
  }

  void closed(WorkerSession session) {
    byWorker.remove(session.worker(), session);
  }

  /// Leaves the orders for the worker, if it is connected. Never waits: orders that were not sent
  /// yet are replaced by these.
  public void post(String worker, Orders orders) {
    var session = byWorker.get(worker);
    if (session != null) {
      session.post(orders);
    }
  }

  public boolean isConnected(String worker) {
    return byWorker.containsKey(worker);
  }

  public Set<String> connected() {
    return Set.copyOf(byWorker.keySet());
  }

  /// Ends all streams: the workers look for the leader again.
  public void endAll(String why) {
    byWorker.values().forEach(session -> session.end(why));
    byWorker.clear();
  }
}
