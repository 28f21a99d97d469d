package slipway.worker.master;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import slipway.proto.WorkerOrders;
import slipway.proto.WorkerReport;
import slipway.worker.process.Threads;

/// Reports to the master whenever something changed and every few seconds, and hands on what it
/// orders. Reconnects for ever, to each of its masters in turn. One thread reports; the methods are
/// for any.
public final class Synchronizer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Synchronizer.class);

  private final MasterLink link;
  private final Supplier<WorkerReport> report;
  private final Consumer<Orders> orders;
  private final Duration reportEvery;
  private final RandomGenerator random;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("synchronizer").unstarted(this::run);
  private volatile boolean connected;
  private long epochSeen;

  public Synchronizer(
      MasterLink link,
      Supplier<WorkerReport> report,
      Consumer<Orders> orders,
      Duration reportEvery,
      RandomGenerator random) {
    this.link = link;
    this.report = report;
    this.orders = orders;
    this.reportEvery = reportEvery;
    this.random = random;
  }

  public void start() {
    thread.start();
  }

  /// Something changed: report now.
  public void changed() {
    wake.release();
  }

  /// Whether the master has answered over the connection that is open now.
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread);
  }

  private void run() {
    var backoff = new Backoff(random);
    try {
      while (!Thread.currentThread().isInterrupted()) {
        reportOverOneConnection(backoff);
        connected = false;
        link.next();
        backoff.pause();
      }
    } catch (InterruptedException closing) {
      log.atDebug().log("synchronizer stops");
    }
  }

  private void reportOverOneConnection(Backoff backoff) throws InterruptedException {
    var answers = new Answers(backoff);
    try {
      link.stub().synchronize(answers);
      while (!answers.ended) {
        answers.send(report.get());
        boolean _ = wake.tryAcquire(reportEvery.toMillis(), TimeUnit.MILLISECONDS);
        wake.drainPermits();
      }
    } catch (IOException failed) {
      log.atWarn()
          .addKeyValue("master", link.address())
          .setCause(failed)
          .log("cannot connect to the master");
    } finally {
      answers.cancel();
    }
  }

  /// An order of a leader that has been replaced is not obeyed.
  private synchronized void take(WorkerOrders answer) {
    if (answer.getEpoch() < epochSeen) {
      log.atWarn()
          .addKeyValue("epoch", answer.getEpoch())
          .addKeyValue("seen", epochSeen)
          .log("orders of an old leader ignored");
      return;
    }
    epochSeen = answer.getEpoch();
    orders.accept(
        new Orders(
            answer.getEpoch(),
            answer.getOrdersList(),
            Set.copyOf(answer.getCancelList()),
            Set.copyOf(answer.getSettledList()),
            answer.getReclaimBytes(),
            Set.copyOf(answer.getNeededDistfilesList()),
            Set.copyOf(answer.getWantedTreesList())));
  }

  private final class Answers implements ClientResponseObserver<WorkerReport, WorkerOrders> {
    private final Backoff backoff;
    private @Nullable ClientCallStreamObserver<WorkerReport> call;
    private volatile boolean ended;

    Answers(Backoff backoff) {
      this.backoff = backoff;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WorkerReport> requests) {
      call = requests;
    }

    void send(WorkerReport message) {
      // A report that cannot leave is out of date when it could: the next one says it all again.
      if (call != null && (call.isReady() || !connected)) {
        call.onNext(message);
      }
    }

    void cancel() {
      if (call != null) {
        call.cancel("the worker ends this stream", null);
      }
    }

    @Override
    public void onNext(WorkerOrders answer) {
      if (!connected) {
        log.atInfo()
            .addKeyValue("master", link.address())
            .addKeyValue("epoch", answer.getEpoch())
            .log("connected");
      }
      connected = true;
      backoff.succeeded();
      take(answer);
    }

    @Override
    public void onError(Throwable broken) {
      log.atInfo()
          .addKeyValue("master", link.address())
          .addKeyValue("reason", reason(Status.fromThrowable(broken)))
          .log("connection ended, builds go on");
      ended = true;
      wake.release();
    }

    private static String reason(Status status) {
      String description = status.getDescription();
      return description == null
          ? status.getCode().toString()
          : status.getCode() + ": " + description;
    }

    @Override
    public void onCompleted() {
      ended = true;
      wake.release();
    }
  }
}
