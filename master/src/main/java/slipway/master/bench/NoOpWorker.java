package slipway.master.bench;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import slipway.proto.AttemptEnd;
import slipway.proto.AttemptReport;
import slipway.proto.Cause;
import slipway.proto.Order;
import slipway.proto.WorkerFacts;
import slipway.proto.WorkerOrders;
import slipway.proto.WorkerReport;
import slipway.proto.WorkersGrpc;

/// A worker whose builds are done the moment they are ordered. It speaks the protocol as a real one
/// does: it reports all that it has, and forgets what the master has settled.
final class NoOpWorker implements ClientResponseObserver<WorkerReport, WorkerOrders> {
  private static final AttemptEnd SUCCESS =
      AttemptEnd.newBuilder().setCause(Cause.SUCCEEDED).build();

  private final String name;
  private final int slots;
  private final ConcurrentMap<Long, Instant> assignedByBuild;
  private final Map<Long, AttemptReport> ended = new HashMap<>();
  private @Nullable ClientCallStreamObserver<WorkerReport> reports;
  private volatile @Nullable Throwable failure;

  /// @param assignedByBuild when each build's order came to a worker
  NoOpWorker(String name, int slots, ConcurrentMap<Long, Instant> assignedByBuild) {
    this.name = name;
    this.slots = slots;
    this.assignedByBuild = assignedByBuild;
  }

  void connect(ManagedChannel channel) {
    var _ = WorkersGrpc.newStub(channel).synchronize(this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WorkerReport> stream) {
    reports = stream;
    stream.setOnReadyHandler(new Once(this::report));
  }

  /// The first report opens the conversation; all others answer orders.
  private static final class Once implements Runnable {
    private final Runnable action;
    private boolean done;

    Once(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      if (!done) {
        done = true;
        action.run();
      }
    }
  }

  private void report() {
    var stream = reports;
    if (stream == null) {
      return;
    }
    stream.onNext(
        WorkerReport.newBuilder()
            .setWorker(name)
            .setSession("bench")
            .setFacts(
                WorkerFacts.newBuilder()
                    .addHostArchitectures(DispatchBench.ARCHITECTURE)
                    .setSlots(slots)
                    .setJobsPerBuild(1)
                    .setMemoryBytes(64L << 30)
                    .setDiskTotalBytes(1L << 40)
                    .setDiskFreeBytes(1L << 40))
            .addAllAttempts(ended.values())
            .build());
  }

  @Override
  public void onNext(WorkerOrders orders) {
    boolean changed = false;
    for (long attempt : orders.getSettledList()) {
      changed |= ended.remove(attempt) != null;
    }
    for (Order order : orders.getOrdersList()) {
      if (!ended.containsKey(order.getAttempt())) {
        assignedByBuild.putIfAbsent(order.getBuild(), Instant.now());
        ended.put(
            order.getAttempt(),
            AttemptReport.newBuilder().setAttempt(order.getAttempt()).setEnd(SUCCESS).build());
        changed = true;
      }
    }
    if (changed) {
      report();
    }
  }

  @Override
  public void onError(Throwable broken) {
    failure = broken;
  }

  @Override
  public void onCompleted() {}

  @Nullable Throwable failure() {
    return failure;
  }
}
