package slipway.master.workers;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import slipway.scheduler.Orders;

/// The newest stream of each worker, and its way to the worker.
public final class WorkerSessions {
  private final ConcurrentMap<String, WorkerSession> byWorker = new ConcurrentHashMap<>();
  private final AtomicLong streams = new AtomicLong();

  /// The number of a stream that a worker has just begun.
  long begun() {
    return streams.incrementAndGet();
  }

  /// Takes a stream for the worker's newest, at its first report, unless a later one has reported
  /// already: reports of two streams may be handled in any order.
  void opened(WorkerSession session) {
    byWorker.merge(
        session.worker(),
        session,
        (former, opened) -> {
          boolean later = opened.number() > former.number();
          var older = later ? former : opened;
          older.end("worker %s has opened another stream".formatted(older.worker()));
          return later ? opened : former;
        });
  }

  /// Hands in what a stream has said, before anything that a newer stream of that worker says.
  ///
  /// @return false if there is a newer stream, or this one is closed: what it said is out of date,
  ///   and its silence about an attempt would be taken for the attempt's loss
  boolean ifNewest(WorkerSession session, Runnable handIn) {
    return byWorker.computeIfPresent(
            session.worker(),
            (_, newest) -> {
              if (newest == session) {
                handIn.run();
              }
              return newest;
            })
        == session;
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

  /// Tells the worker its last orders once more, with what is wanted of it besides.
  public void tellAgain(String worker) {
    var session = byWorker.get(worker);
    if (session != null) {
      session.postAgain();
    }
  }

  public boolean isConnected(String worker) {
    return byWorker.containsKey(worker);
  }

  public Set<String> connected() {
    return Set.copyOf(byWorker.keySet());
  }

  /// Ends the stream of one worker.
  public void end(String worker, String why) {
    var session = byWorker.remove(worker);
    if (session != null) {
      session.end(why);
    }
  }

  /// Ends all streams: the workers look for the leader again.
  public void endAll(String why) {
    byWorker.values().forEach(session -> session.end(why));
    byWorker.clear();
  }
}
