package slipway.master.workers;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import slipway.proto.WorkerOrders;
import slipway.scheduler.Orders;

/// One stream to one worker. Orders say all that the worker should do, so only the newest count: a
/// slow worker costs one set of orders, and never holds up the farm.
final class WorkerSession {
  private final long number;
  private final String worker;
  private final ServerCallStreamObserver<WorkerOrders> stream;
  private final Function<Orders, WorkerOrders> spell;
  private final Executor writers;
  private final AtomicReference<@Nullable Orders> newest = new AtomicReference<>();
  private final AtomicReference<@Nullable Orders> last = new AtomicReference<>();
  private final ReentrantLock writing = new ReentrantLock();
  private boolean ended;

  /// @param number above those of all streams that began before
  WorkerSession(
      long number,
      String worker,
      ServerCallStreamObserver<WorkerOrders> stream,
      Function<Orders, WorkerOrders> spell,
      Executor writers) {
    this.number = number;
    this.worker = worker;
    this.stream = stream;
    this.spell = spell;
    this.writers = writers;
  }

  long number() {
    return number;
  }

  String worker() {
    return worker;
  }

  void post(Orders orders) {
    last.set(orders);
    if (newest.getAndSet(orders) == null) {
      writers.execute(this::write);
    }
  }

  /// Nothing has changed in the orders themselves, and something in what goes with them.
  void postAgain() {
    var orders = last.get();
    if (orders != null && newest.compareAndSet(null, orders)) {
      writers.execute(this::write);
    }
  }

  /// Sends the newest orders if the stream takes them; else they wait until it does.
  void write() {
    writing.lock();
    try {
      if (!ended && !stream.isCancelled() && stream.isReady()) {
        var orders = newest.getAndSet(null);
        if (orders != null) {
          stream.onNext(spell.apply(orders));
        }
      }
    } finally {
      writing.unlock();
    }
  }

  void end(String why) {
    end(Status.UNAVAILABLE.withDescription(why));
  }

  void end(Status status) {
    writing.lock();
    try {
      if (!ended && !stream.isCancelled()) {
        if (status.isOk()) {
          stream.onCompleted();
        } else {
          stream.onError(status.asRuntimeException());
        }
      }
      ended = true;
    } finally {
      writing.unlock();
    }
  }
}
